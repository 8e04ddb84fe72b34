// A file of RedNet-50's size, in a process of its own.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sizeOf } from '@involution/core';
import { describeRedNet, parametersOf } from '@involution/core/networks';
import { expect, it } from 'vitest';
import { dictionary, pickled, tensor, text } from '../test/pickle.ts';
import { zipOf } from '../test/zip.ts';

const require = createRequire(import.meta.url);
const MIB = 1 << 20;

it('reads all tensors of a 62 MB checkpoint in far less than 300 MB', { timeout: 120_000 }, () => {
  const parameters = describeRedNet({ depth: 50 }).nodes.flatMap(parametersOf);
  const items = parameters.map(({ name, shape }, k): [number[], number[]] => {
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    return [text(`backbone.${name}`), tensor(String(k), sizeOf(shape), shape, strides)];
  });
  const storages = parameters.map(({ shape }, k) => [
    `archive/data/${k}`,
    randomFillSync(new Uint8Array(4 * sizeOf(shape))),
  ]);
  const file = zipOf({ 'archive/data.pkl': pickled(dictionary(items)), ...Object.fromEntries(storages) });
  expect(file.length).toBeGreaterThan(62e6);
  const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  try {
    const path = join(folder, 'rednet50.pth');
    writeFileSync(path, file);
    const script = fileURLToPath(new URL('../test/read-all.ts', import.meta.url));
    const printed = execFileSync(process.execPath, ['--import', require.resolve('tsx'), script, path], {
      encoding: 'utf8',
    });
    const { elements, growth } = JSON.parse(printed);
    expect(elements).toBe(parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
    expect(growth).toBeLessThan(150 * MIB);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
