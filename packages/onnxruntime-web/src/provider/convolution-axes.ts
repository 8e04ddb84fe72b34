import { type Axis, outputSize, unexpected } from '@involution/core';
import type { Window } from './kernels.ts';

const ONE_TAP = { kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/**
 * Lays a window over the spatial axes of x.
 *
 * @throws InvolutionError `INVALID_SHAPE` when it does not fit.
 */
export function axesOf(name: string, window: Window, sizes: readonly number[]): Axis[] {
  const windows = sizes.map((_, k) => window[k] ?? ONE_TAP);
  return windows.map((along, k) => {
    const inSize = sizes[k]!;
    const outSize = outputSize(along.padBefore + inSize + along.padAfter, along);
    if (outSize > 0) return { ...along, inSize, outSize };
    const wanted = `a size at which the window of ${windows.map(({ kernelSize }) => kernelSize).join('×')} fits`;
    throw unexpected('INVALID_SHAPE', `node '${name}', spatial axis ${k} of X`, inSize, wanted);
  });
}
