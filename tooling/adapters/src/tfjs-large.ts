// One very large involution, and a check of its result in a sample of positions: the reference would take minutes.
import { errorBound } from '@involution/core';
import { slice, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';

/** Rows and columns of the image, and its channels. */
export const LARGE = { size: 4096, channels: 4, kernelSize: 3 };

/** x of the large involution. */
export function largeX(): Float32Array {
  return pattern(LARGE.size ** 2 * LARGE.channels, 1009);
}

/**
 * Runs the large involution on tfjs's active backend.
 *
 * @returns The largest error in the sample as a share of its bound.
 */
export async function runLarge(involution2d: (x: Tensor4D, kernel: Tensor4D) => Tensor4D): Promise<number> {
  const { size, channels, kernelSize } = LARGE;
  const x = largeX();
  const kernel = pattern(size ** 2 * kernelSize ** 2, 4999);
  const y = tidy(() =>
    involution2d(tensor4d(x, [1, size, size, channels]), tensor4d(kernel, [1, size, size, kernelSize ** 2])),
  );
  let worst = 0;
  // Corners, edges, and the middle, where powers of two are crossed.
  const places = [0, 1, size / 2 - 1, size / 2, size - 2, size - 1];
  for (const [i, j] of places.flatMap((row) => places.map((column) => [row, column] as const))) {
    const pixel = tidy(() => slice(y, [0, i, j, 0], [1, 1, 1, channels]));
    const values = await pixel.data();
    pixel.dispose();
    for (let c = 0; c < channels; c++) worst = Math.max(worst, shareOfBound(values[c]!, x, kernel, i, j, c));
  }
  y.dispose();
  return worst;
}

function shareOfBound(value: number, x: Float32Array, kernel: Float32Array, i: number, j: number, c: number): number {
  const { size, channels, kernelSize } = LARGE;
  let [exact, magnitude] = [0, 0];
  for (let u = 0; u < kernelSize; u++) {
    for (let v = 0; v < kernelSize; v++) {
      const [h, w] = [i + u - 1, j + v - 1];
      if (h < 0 || h >= size || w < 0 || w >= size) continue;
      const weight = kernel[(i * size + j) * kernelSize ** 2 + u * kernelSize + v]!;
      const term = weight * x[(h * size + w) * channels + c]!;
      exact += term;
      magnitude += Math.abs(term);
    }
  }
  return Math.abs(value - exact) / errorBound(kernelSize ** 2, magnitude);
}

/** Values in (−1, 1) that repeat with a period that has no factor in common with any size here. */
function pattern(length: number, period: number): Float32Array {
  const tile = Float32Array.from({ length: period }, (_, k) => Math.fround(Math.sin(k)));
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += period) values.set(tile.subarray(0, Math.min(period, length - at)), at);
  return values;
}
