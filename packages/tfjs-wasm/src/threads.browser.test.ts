// What is particular to tfjs's build with threads: its memory is shared, lies elsewhere in its module, and grows in place.
import { restartTfjsWasm } from '@involution/adapters/tfjs-wasm';
import { setTfjsWasmFiles } from '@involution/adapters/tfjs-wasm-files';
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { wasmBackend } from '../test/adapter.ts';
import { type InvolutionWasmPath, involutionWasmPath, register } from './index.ts';

setTfjsWasmFiles();
register();

/** As large as it is now. */
function heap(): ArrayBufferLike {
  const tensor = tf.scalar(0);
  const { buffer } = wasmBackend().typedArrayFromHeap(tensor);
  tensor.dispose();
  return buffer;
}

/** The sum of nine taps of 1 at a pixel inside. */
function compute(size: number): number {
  return tf.tidy(() => {
    const x = tf.ones<tf.Rank.R4>([1, size, size, 8]);
    const y = involution2d(x, tf.ones<tf.Rank.R4>([1, size, size, 9]), { kernelSize: 3 });
    return tf.slice(y, [0, 1, 1, 0], [1, 1, 1, 1]).dataSync()[0]!;
  });
}

describe.each<InvolutionWasmPath>(['in-place', 'copies'])('with threads, %s', (path) => {
  beforeEach(async () => {
    await restartTfjsWasm('threaded-simd');
    tf.env().set('INVOLUTION_WASM_IN_PLACE', path === 'in-place');
  });

  it('takes the way asked for on shared memory, also after it has grown and on a new backend', async () => {
    expect(heap()).toBeInstanceOf(SharedArrayBuffer);
    expect(involutionWasmPath()).toBe(path);
    expect(compute(8)).toBe(9);
    const before = heap().byteLength;
    expect(compute(800)).toBe(9);
    expect(heap().byteLength).toBeGreaterThan(before);
    expect(compute(8)).toBe(9);
    await restartTfjsWasm('threaded-simd');
    expect(heap().byteLength).toBe(before);
    expect(compute(8)).toBe(9);
  });
});
