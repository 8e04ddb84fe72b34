// Which kernels run: as the flag wishes, and what happens where WebAssembly is missing, forbidden or out of memory.
import '@tensorflow/tfjs-backend-cpu';
import { involution2d, KERNEL_NAMES } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Loads and registers the package anew, so that it looks for WebAssembly again. */
async function load() {
  vi.resetModules();
  const { wasmKernels } = await import('./wasm.ts');
  const { register } = await import('./index.ts');
  for (const name of Object.values(KERNEL_NAMES).flatMap((names) => Object.values(names))) {
    if (tf.getKernel(name, 'cpu')) tf.unregisterKernel(name, 'cpu');
  }
  register();
  return { wasmKernels };
}

/** y of random operands, on a map of so many rows and columns. */
function run(size = 6) {
  return tf.tidy(() => {
    const x = tf.randomUniform<tf.Rank.R4>([1, size, size, 8], -1, 1, 'float32', 1);
    const kernel = tf.randomUniform<tf.Rank.R4>([1, size, size, 9], -1, 1, 'float32', 2);
    return involution2d(x, kernel, { kernelSize: 3 }).dataSync();
  });
}

/** A function, because it is called by `new`. */
function forbidden(): never {
  throw new WebAssembly.CompileError("violates the policy: 'wasm-unsafe-eval'");
}

beforeEach(async () => {
  tf.enableProdMode(); // or tfjs greets with advice to install tfjs-node
  await tf.setBackend('cpu');
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  tf.env().set('INVOLUTION_CPU_KERNELS', 'auto');
});

describe('the flag INVOLUTION_CPU_KERNELS', () => {
  it.each([
    ['auto', 6, 1],
    ['auto', 1, 0],
    ['wasm', 6, 1],
    ['wasm', 1, 1],
    ['typescript', 6, 0],
  ])("'%s' for a map of side %i: %i calls of WebAssembly", async (flag, side, expected) => {
    const { wasmKernels } = await load();
    const compute = vi.spyOn(wasmKernels()!, 'compute');
    tf.env().set('INVOLUTION_CPU_KERNELS', flag);
    run(side);
    expect(compute).toHaveBeenCalledTimes(expected);
  });

  it('refuses another value', async () => {
    await load();
    tf.env().set('INVOLUTION_CPU_KERNELS', 'gpu');
    expect(run).toThrow("INVOLUTION_CPU_KERNELS is 'gpu', but must be 'auto', 'wasm' or 'typescript'.");
  });
});

describe.each<[string, () => void]>([
  ['is missing', () => vi.stubGlobal('WebAssembly', undefined)],
  ['can run no build', () => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)],
  ['is forbidden by a content security policy', () => vi.spyOn(WebAssembly, 'Module').mockImplementation(forbidden)],
])('where WebAssembly %s', (_, take) => {
  it('computes in TypeScript, and says so when WebAssembly is wished', async () => {
    await load();
    const expected = run();
    take();
    const { wasmKernels } = await load();
    expect(wasmKernels()).toBeUndefined();
    expect(Math.max(...run().map((value, k) => Math.abs(value - expected[k]!)))).toBeLessThan(1e-5);
    tf.env().set('INVOLUTION_CPU_KERNELS', 'wasm');
    expect(() => run()).toThrow(expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED' }));
  });
});

describe('where WebAssembly gets no more memory', () => {
  it('computes in TypeScript, unless WebAssembly is wished', async () => {
    await load();
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no more');
    });
    tf.env().set('INVOLUTION_CPU_KERNELS', 'typescript');
    const expected = run(60);
    tf.env().set('INVOLUTION_CPU_KERNELS', 'auto');
    expect(run(60)).toEqual(expected);
    tf.env().set('INVOLUTION_CPU_KERNELS', 'wasm');
    expect(() => run(60)).toThrow(expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED' }));
  });
});

describe('memory', () => {
  it.each(['wasm', 'typescript'])('is as it was after 200 calls of changing shapes, %s', async (flag) => {
    await load();
    tf.env().set('INVOLUTION_CPU_KERNELS', flag);
    const before = tf.memory();
    for (let k = 0; k < 200; k++) run(1 + (k % 11));
    expect(tf.memory()).toEqual(before);
  });
});
