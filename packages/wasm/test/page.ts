// Runs in a page, or in a worker of one, for the tests of where the kernels can be loaded.
import { resolveGeometry } from '@involution/core';
import { loadInvolutionWasm } from '../src/index.ts';

/** Loads the kernels and sums four ones. */
export function sumOfFour(): number {
  const geometry = resolveGeometry([1, 2, 2, 4], [1, 2, 2, 1], { kernelSize: 1 });
  const ones = new Float32Array(16).fill(1);
  return loadInvolutionWasm().compute('gradKernel', geometry, { dy: ones, x: ones })[0]!;
}
