import { sizeOf } from '@involution/core';
import { avgPool, mul, pad, type Rank, reshape, slice, type Tensor, tensor3d, zeros } from '@tensorflow/tfjs-core';
import type { PoolingAxis } from './alignment.ts';

/**
 * Averages a feature map over windows along its spatial axes; only positions inside count.
 *
 * @param x `[N, …, C]`
 * @param axes One for each spatial axis.
 * @returns `[N, …out, C]`
 */
export function averagePool(x: Tensor, axes: readonly PoolingAxis[]): Tensor {
  return axes.reduce((pooled, window, axis) => poolAlong(pooled, axis + 1, window), x);
}

function poolAlong(x: Tensor, axis: number, window: PoolingAxis): Tensor {
  const { inSize, outSize, stride, start } = window;
  if (stride === 1 && start === 0 && outSize === inSize) return x;
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
  const shape = [...x.shape.slice(0, axis), outSize, ...x.shape.slice(axis + 1)];
  const size = outSize * stride;
  const begin = Math.max(0, start);
  const count = Math.min(inSize, start + size) - begin;
  if (count <= 0) return zeros(shape);
  const inside = slice(reshape(x, [outer, inSize, inner]), [0, begin, 0], [-1, count, -1]);
  const before = begin - start;
  const aligned = pad(inside, [
    [0, 0],
    [before, size - before - count],
    [0, 0],
  ]);
  const asImages = reshape<Rank.R4>(aligned, [outer, size, 1, inner]);
  const means = stride === 1 ? asImages : avgPool(asImages, [stride, 1], [stride, 1], 'valid');
  const shares = Array.from({ length: outSize }, (_, output) => positionsInside(window, output) / stride);
  if (shares.every((share) => share === 0 || share === 1)) return reshape(means, shape);
  const corrections = tensor3d(
    shares.map((share) => 1 / (share || 1)),
    [1, outSize, 1],
  );
  return reshape(mul(reshape(means, [outer, outSize, inner]), corrections), shape);
}

function positionsInside({ inSize, stride, start }: PoolingAxis, output: number): number {
  const first = start + output * stride;
  return Math.max(0, Math.min(inSize, first + stride) - Math.max(0, first));
}
