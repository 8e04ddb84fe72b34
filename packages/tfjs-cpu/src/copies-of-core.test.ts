// Installed with a copy of core for each package, as package managers do where versions differ: the built packages in a folder.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = `
import * as tf from '@tensorflow/tfjs';
import { InvolutionError, isInvolutionError } from '@involution/core';
import { involution2d } from '@involution/tfjs';
import { register } from '@involution/tfjs-cpu';

register();
await tf.setBackend('cpu');
// More memory than WebAssembly begins with, and it gets no more.
WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no more'); };
const [x, kernel] = [tf.ones([1, 60, 60, 8]), tf.ones([1, 60, 60, 9])];
const run = (kernels) => {
  tf.env().set('INVOLUTION_CPU_KERNELS', kernels);
  return involution2d(x, kernel, { kernelSize: 3 }).dataSync()[61 * 8];
};
const seen = { value: run('auto') };
try {
  run('wasm');
} catch (error) {
  Object.assign(seen, {
    code: error.code,
    isOfThisCopy: error instanceof InvolutionError,
    isInvolutionError: isInvolutionError(error),
  });
}
console.log(JSON.stringify(seen));
`;

const folder = mkdtempSync(join(tmpdir(), 'copies-of-core-'));

/** Installs a package as it is built. */
function install(name: string, where = folder): string {
  const target = join(where, 'node_modules/@involution', name);
  mkdirSync(target, { recursive: true });
  for (const file of ['package.json', 'dist']) {
    cpSync(join(PACKAGES, name, file), join(target, file), { recursive: true });
  }
  return target;
}

beforeAll(() => {
  install('core');
  for (const name of ['wasm', 'tfjs', 'tfjs-cpu']) install('core', install(name));
  mkdirSync(join(folder, 'node_modules/@tensorflow'));
  for (const name of ['tfjs', 'tfjs-core', 'tfjs-backend-cpu']) {
    const installed = realpathSync(join(PACKAGES, 'tfjs-cpu/node_modules/@tensorflow', name));
    symlinkSync(installed, join(folder, 'node_modules/@tensorflow', name), 'junction');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('falls back to TypeScript, and its errors are known, with four copies of core', () => {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, PROGRAM);
  const seen: unknown = JSON.parse(
    execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  expect(seen).toEqual({
    value: 9,
    code: 'DEVICE_LIMIT_EXCEEDED',
    isOfThisCopy: false,
    isInvolutionError: true,
  });
});
