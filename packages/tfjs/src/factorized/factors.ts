import { type InvolutionGeometry, tapCount } from '@involution/core';
import {
  concat,
  ones,
  type Rank,
  reshape,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import type { SpanInputs } from '../fused/generate-kernel.ts';

/** What the algorithms compute with: a bias of the span is one more filter, whose coefficient is 1 everywhere. */
export interface Factors {
  /** `[N, H, W, C]` */
  readonly x: Tensor4D;
  /** `[N, Ho, Wo, R]` */
  readonly coefficients: Tensor4D;
  /** `[R, G, Kh·Kw]`, in any kernel order. */
  readonly filters: Tensor3D;
}

/** Computes y, `[N, Ho, Wo, C]`. Nobody differentiates it. */
export type Algorithm = (factors: Factors, geometry: InvolutionGeometry) => Tensor4D;

/** The tensors of a call as the algorithms take them. */
export function factorsOf([x, coefficients, basis, bias]: SpanInputs, g: InvolutionGeometry): Factors {
  const rows = bias ? concat([basis, reshape<Rank.R2>(bias, [1, -1])], 0) : basis;
  const filters: Tensor3D =
    g.kernelOrder === 'group-major'
      ? reshape(rows, [-1, g.groups, tapCount(g)])
      : transpose(reshape<Rank.R3>(rows, [-1, tapCount(g), g.groups]), [0, 2, 1]);
  if (!bias) return { x, coefficients, filters };
  const [batch, height, width] = coefficients.shape;
  return { x, coefficients: concat([coefficients, ones<Rank.R4>([batch, height, width, 1])], 3), filters };
}

/** A feature map with its groups as a batch of their own: `[N, H, W, C]` to `[G·N, H, W, C/G]`. */
export function splitGroups(x: Tensor4D, { groups, channelsPerGroup, channelGrouping }: InvolutionGeometry): Tensor4D {
  const [batch, height, width] = x.shape;
  const first =
    channelGrouping === 'blocked'
      ? transpose(reshape<Rank.R3>(x, [-1, groups, channelsPerGroup]), [1, 0, 2])
      : transpose(reshape<Rank.R3>(x, [-1, channelsPerGroup, groups]), [2, 0, 1]);
  return reshape(first, [groups * batch, height, width, channelsPerGroup]);
}

/** The inverse of {@link splitGroups}, for y: from `[G, N·Ho·Wo, C/G]` in whatever shape. */
export function joinGroups(y: Tensor, g: InvolutionGeometry): Tensor4D {
  const [height, width] = g.axes as [InvolutionGeometry['axes'][number], InvolutionGeometry['axes'][number]];
  const grouped = reshape<Rank.R3>(y, [g.groups, -1, g.channelsPerGroup]);
  const joined = transpose(grouped, g.channelGrouping === 'blocked' ? [1, 0, 2] : [1, 2, 0]);
  return reshape(joined, [g.batchSize, height.outSize, width.outSize, g.channels]);
}
