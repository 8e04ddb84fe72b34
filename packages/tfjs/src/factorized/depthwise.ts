import type { InvolutionGeometry } from '@involution/core';
import {
  add,
  depthwiseConv2d,
  mul,
  pad,
  type Rank,
  reshape,
  slice,
  stridedSlice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';
import { composedAxes } from '../composed.ts';
import type { Algorithm } from './factors.ts';

/** A depthwise convolution for each filter of the basis, and their sum weighted by the coefficients. */
export const byDepthwiseConvolutions: Algorithm = ({ x, coefficients, filters }, g) => {
  const [height, width] = composedAxes(g);
  const padded = pad(x, [
    [0, 0],
    [height.padBefore, height.padAfter],
    [width.padBefore, width.padAfter],
    [0, 0],
  ]);
  const byChannel = filtersOfChannels(filters, g);
  const [batch, rows, columns, rank] = coefficients.shape;
  let y: Tensor | undefined;
  for (let r = 0; r < rank; r++) {
    const partial: Tensor | undefined = y;
    y = tidy(() => {
      const filter = reshape<Rank.R4>(slice(byChannel, r, 1), [height.kernelSize, width.kernelSize, g.channels, 1]);
      const weights = slice(coefficients, [0, 0, 0, r], [batch, rows, columns, 1]);
      const weighted = mul(convolve(padded, filter, g), weights);
      return partial ? add(partial, weighted) : weighted;
    });
    partial?.dispose();
  }
  return y as Tensor4D;
};

/** `[R, G, ΠK]` to `[R, ΠK, C]`. */
function filtersOfChannels(
  filters: Tensor3D,
  { groups, channelsPerGroup, channelGrouping }: InvolutionGeometry,
): Tensor {
  const [rank, , taps] = filters.shape;
  const byTap = transpose(filters, [0, 2, 1]);
  if (channelGrouping === 'interleaved') return tile(byTap, [1, 1, channelsPerGroup]);
  const repeated = tile(reshape(byTap, [rank * taps, groups, 1]), [1, 1, channelsPerGroup]);
  return reshape(repeated, [rank, taps, groups * channelsPerGroup]);
}

/** tfjs has a convolution with strides and one with dilations; with both, some rows and columns of the second are taken. */
function convolve(padded: Tensor4D, filter: Tensor4D, g: InvolutionGeometry): Tensor {
  const [height, width] = composedAxes(g);
  const strides: [number, number] = [height.stride, width.stride];
  const dilations: [number, number] = [height.dilation, width.dilation];
  const isOne = (step: number) => step === 1;
  if (strides.every(isOne) || dilations.every(isOne))
    return depthwiseConv2d(padded, filter, strides, 'valid', 'NHWC', dilations);
  const dense = depthwiseConv2d(padded, filter, 1, 'valid', 'NHWC', dilations);
  return stridedSlice(dense, [0, 0, 0, 0], dense.shape, [1, ...strides, 1]);
}
