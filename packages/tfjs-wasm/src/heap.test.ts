// Our kernels as guests on tfjs's heap: which way they go, what they leave behind, and a heap that moves or is full.
import { restartTfjsWasm } from '@involution/adapters/tfjs-wasm';
import { involution } from '@involution/core';
import { Involution2DBackpropInput, involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { wasmBackend } from '../test/adapter.ts';
import { type InvolutionWasmPath, involutionWasmPath, register } from './index.ts';

const random = (shape: tf.Tensor4D['shape'], seed = 7) => tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', seed);

beforeAll(() => {
  tf.enableProdMode(); // or tfjs greets with advice to install tfjs-node
  register();
});
beforeEach(async () => {
  await restartTfjsWasm('simd');
  // Another file of the same process may have left it otherwise.
  tf.env().set('INVOLUTION_WASM_IN_PLACE', true);
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  tf.env().set('INVOLUTION_WASM_IN_PLACE', true);
  vi.restoreAllMocks();
});

/** What tfjs knows of, and what only its backend knows of. */
function memory() {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes, numDataIds: wasmBackend().numDataIds() };
}

const heapBytes = () => tf.tidy(() => wasmBackend().typedArrayFromHeap(tf.scalar(0)).buffer.byteLength);

function expectRight(x: tf.Tensor4D, kernel: tf.Tensor4D): void {
  const expected = involution(
    { data: x.dataSync(), shape: x.shape },
    { data: kernel.dataSync(), shape: kernel.shape },
    { kernelSize: 3 },
  );
  const actual = involution2d(x, kernel, { kernelSize: 3 }).dataSync();
  expect(Math.max(...expected.data.map((value, k) => Math.abs(value - actual[k]!)))).toBeLessThan(1e-5);
}

function differentiate(height = 5, width = 6, channels = 16): void {
  tf.tidy(() => {
    const inputs = [random([1, height, width, channels]), random([1, height, width, 18])];
    tf.valueAndGrads((a, b) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize: 3 }).sum())(inputs);
  });
}

/** A module of tfjs that keeps its memory to itself. */
function hideMemory(): void {
  const module = wasmBackend().wasm as unknown as { asm: object };
  module.asm = { ...module.asm, memory: undefined };
}

describe('involutionWasmPath', () => {
  it('is in place where tfjs lets its memory be had, and copies at the wish of the flag', () => {
    expect(involutionWasmPath()).toBe('in-place');
    tf.env().set('INVOLUTION_WASM_IN_PLACE', false);
    expect(involutionWasmPath()).toBe('copies');
  });

  it('is by copies where tfjs keeps its memory to itself, with the same results', () => {
    hideMemory();
    expect(involutionWasmPath()).toBe('copies');
    expectRight(random([1, 6, 5, 8]), random([1, 6, 5, 9]));
  });

  it('is unknown on other backends', async () => {
    await tf.setBackend('cpu');
    expect(involutionWasmPath()).toBeUndefined();
  });

  it('makes no difference to the bits of the result', () => {
    const [x, kernel] = [random([2, 9, 7, 24]), random([2, 9, 7, 98])];
    const run = () => involution2d(x, kernel, { kernelSize: 7 }).dataSync();
    const inPlace = run();
    tf.env().set('INVOLUTION_WASM_IN_PLACE', false);
    expect(run()).toEqual(inPlace);
  });

  it('says what happens: in place no operand is copied', () => {
    const [x, kernel] = [random([1, 6, 5, 8]), random([1, 6, 5, 9])];
    const run = () => involution2d(x, kernel, { kernelSize: 3 });
    const arrays = vi.spyOn(wasmBackend(), 'typedArrayFromHeap');
    run();
    expect(arrays).not.toHaveBeenCalled();
    tf.env().set('INVOLUTION_WASM_IN_PLACE', false);
    run();
    expect(arrays).toHaveBeenCalledTimes(3);
  });
});

describe.each<InvolutionWasmPath>(['in-place', 'copies'])('%s', (path) => {
  beforeEach(() => {
    tf.env().set('INVOLUTION_WASM_IN_PLACE', path === 'in-place');
    expect(involutionWasmPath()).toBe(path);
  });

  it('leaves nothing after 500 calls of changing shapes while the heap grows', () => {
    differentiate();
    const before = memory();
    const small = heapBytes();
    for (let k = 0; k < 500; k++) {
      // Each time more than before, so that the heap can't but grow.
      if (k % 100 === 50) tf.zeros([(k + 50) * 100_000]).dispose();
      differentiate(3 + (k % 7), 3 + (k % 5), 8 * (1 + (k % 3)));
    }
    expect(heapBytes()).toBeGreaterThan(small);
    expect(memory()).toEqual(before);
  });

  it('is right when the heap moves during the call itself', () => {
    // A small x in a wide margin, so that y is what makes the heap grow.
    const [x, kernel] = [random([1, 1, 1, 4]), random([1, 1500, 1500, 1])];
    const before = heapBytes();
    const pad: [[number, number], [number, number]] = [
      [0, 1499],
      [0, 1499],
    ];
    const y = involution2d(x, kernel, { kernelSize: 1, pad });
    expect(heapBytes()).toBeGreaterThan(before);
    const [weight] = kernel.dataSync();
    const values = x.dataSync();
    expect([...tf.slice(y, 0, [1, 1, 2, 4]).dataSync()]).toEqual([
      ...values.map((value) => value * weight!),
      ...[0, 0, 0, 0],
    ]);
  });

  it('takes slices and reshaped results of other ops', () => {
    const [xs, kernels] = [random([3, 6, 5, 8]), random([3, 6, 5, 9])];
    const [x, kernel] = [xs, kernels].map((t) => tf.slice(t, 1, 1)) as [tf.Tensor4D, tf.Tensor4D];
    expectRight(x, kernel);
    expectRight(tf.reshape(xs, [3, 5, 6, 8]), tf.reshape(kernels, [3, 5, 6, 9]));
  });

  it('compiles nothing on the second call', () => {
    differentiate();
    const compile = vi.spyOn(WebAssembly, 'Module');
    const instantiate = vi.spyOn(WebAssembly, 'Instance');
    differentiate();
    differentiate(9, 9, 32);
    expect(compile).not.toHaveBeenCalled();
    expect(instantiate).not.toHaveBeenCalled();
  });

  it('works on a new backend', async () => {
    differentiate();
    const old = wasmBackend();
    await restartTfjsWasm('plain');
    expect(wasmBackend()).not.toBe(old);
    expect(involutionWasmPath()).toBe(path);
    expectRight(random([1, 6, 5, 8]), random([1, 6, 5, 9]));
  });

  it('refuses other dtypes before anything is allocated', () => {
    const inputs = { dy: tf.ones([1, 4, 4, 2], 'bool'), kernel: tf.ones([1, 4, 4, 9]) };
    const before = memory();
    const run = () => tf.engine().runKernel(Involution2DBackpropInput, inputs, { kernelSize: 3, xShape: [1, 4, 4, 2] });
    expect(run).toThrow(expect.objectContaining({ name: 'InvolutionError', code: 'INVALID_DTYPE', argument: 'dy' }));
    expect(memory()).toEqual(before);
  });

  it('refuses a gradient of another shape before anything is allocated', () => {
    const inputs = { dy: tf.ones([1, 3, 4, 2]), kernel: tf.ones([1, 4, 4, 9]) };
    const before = memory();
    const run = () => tf.engine().runKernel(Involution2DBackpropInput, inputs, { kernelSize: 3, xShape: [1, 4, 4, 2] });
    expect(run).toThrow(expect.objectContaining({ code: 'DY_SHAPE_MISMATCH' }));
    expect(memory()).toEqual(before);
  });
});

describe('a full heap', () => {
  const moduleOfTfjs = () => wasmBackend().wasm as unknown as { _malloc(bytes: number): number };

  it.each([
    ['y', 'in-place', 0],
    ['scratch memory', 'in-place', 1],
    ['y', 'copies', 0],
  ] as const)('is an error when there is no room for %s, %s, and leaves nothing', (_, path, allocations) => {
    tf.env().set('INVOLUTION_WASM_IN_PLACE', path === 'in-place');
    const [x, kernel] = [random([1, 6, 5, 8]), random([1, 6, 5, 9])];
    const run = () => involution2d(x, kernel, { kernelSize: 3 });
    run().dispose();
    const before = memory();
    const module = moduleOfTfjs();
    const malloc = module._malloc;
    const full = vi.spyOn(module, '_malloc');
    full.mockImplementation((bytes) => (full.mock.calls.length > allocations ? 0 : malloc(bytes)));
    expect(run).toThrow(
      expect.objectContaining({ name: 'InvolutionError', code: 'DEVICE_LIMIT_EXCEEDED', argument: 'backend' }),
    );
    full.mockRestore();
    expect(memory()).toEqual(before);
    expectRight(x, kernel);
  });

  it("is what tfjs's malloc says by 0", () => {
    expect(moduleOfTfjs()._malloc(0xffff_0000)).toBe(0);
  });
});
