// Both unfold x: of every window and group the values under the taps stand beside each other, ΠK times what x takes.
import { type InvolutionGeometry, outputPositions, tapCount } from '@involution/core';
import { concat, matMul, mul, reshape, sum, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { composedAxes, makeWindows } from '../composed.ts';
import { type Algorithm, joinGroups, splitGroups } from './factors.ts';

/**
 * The involution itself: kernels are generated, and each is multiplied with its unfolded window, `[1, ΠK]` by
 * `[ΠK, C/G]`, a batch of N·Ho·Wo·G products.
 */
export const byBatchedProducts: Algorithm = ({ x, coefficients, filters }, g) => {
  const pixels = g.batchSize * outputPositions(g);
  const [rank] = filters.shape;
  const taps = tapCount(g);
  const kernels = matMul(reshape(coefficients, [pixels, rank]), reshape(filters, [rank, g.groups * taps]));
  const byGroup = transpose(reshape(kernels, [pixels, g.groups, taps]), [1, 0, 2]);
  const windows = unfolded(x, g, [g.groups * pixels, g.channelsPerGroup]);
  return joinGroups(matMul(reshape(byGroup, [-1, 1, taps]), windows), g);
};

/**
 * Every filter of the basis over the unfolded x, `[R, ΠK]` by `[ΠK, N·Ho·Wo·C/G]` for each group, and their sum weighted by
 * the coefficients.
 */
export const byUnfoldedConvolutions: Algorithm = ({ x, coefficients, filters }, g) => {
  const pixels = g.batchSize * outputPositions(g);
  const [rank] = filters.shape;
  const windows = unfolded(x, g, [g.groups, pixels * g.channelsPerGroup]);
  const filtered = matMul(transpose(filters, [1, 0, 2]), windows);
  const weights = reshape(transpose(reshape(coefficients, [pixels, rank]), [1, 0]), [rank, pixels, 1]);
  const weighted = mul(reshape(filtered, [g.groups, rank, pixels, g.channelsPerGroup]), weights);
  return joinGroups(sum(weighted, 1), g);
};

/** x under each tap as `[rows, ΠK, columns]`; rows and columns are those of one tap's values. */
function unfolded(
  x: Parameters<typeof splitGroups>[0],
  g: InvolutionGeometry,
  [rows, columns]: [number, number],
): Tensor {
  const [height, width] = composedAxes(g);
  const windowAt = makeWindows(splitGroups(x, g), {
    ...g,
    batchSize: g.groups * g.batchSize,
    channels: g.channelsPerGroup,
  });
  const taps: Tensor[] = [];
  for (let u = 0; u < height.kernelSize; u++)
    for (let v = 0; v < width.kernelSize; v++) taps.push(reshape(windowAt(u, v), [rows, 1, columns]));
  return concat(taps, 1);
}
