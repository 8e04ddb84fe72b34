// Involution of volumes on a backend without kernels for them.
import { type Axis, type InvolutionGeometry, phaseOf, tapsOfOutput, yShapeOf } from '@involution/core';
import {
  add,
  customGrad,
  pad,
  type Rank,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { involution2d } from './involution2d.ts';
import { optionsOfAxes } from './options-of-axes.ts';

/**
 * Involution of volumes: for each tap of depth an {@link involution2d} of the slices of x under it, with its kernels and
 * gradients, and the sum of these. Weights of depth taps that lie over padding take no part.
 *
 * @param x `[N, D, H, W, C]`
 * @param kernel `[N, Do, Ho, Wo, G·Kd·Kh·Kw]`
 * @returns `[N, Do, Ho, Wo, C]`
 */
export function composedOverDepth(x: Tensor5D, kernel: Tensor5D, geometry: InvolutionGeometry): Tensor5D {
  const [depth, height, width] = geometry.axes as [Axis, Axis, Axis];
  const { batchSize, channels } = geometry;
  const planar = optionsOfAxes(geometry, [height, width]);
  const slicesAt = makeSlices(x, depth);
  const weightsAt = makeWeights(kernel, geometry);
  const rowSize = height.outSize * width.outSize * channels;
  let sum: Tensor | undefined;
  for (let tap = 0; tap < depth.kernelSize; tap++) {
    const inside = outputsInside(depth, tap);
    if (!inside) continue;
    const images = reshape<Rank.R4>(slicesAt(inside), [-1, height.inSize, width.inSize, channels]);
    const weights = reshape<Rank.R4>(weightsAt(tap, inside), [images.shape[0], height.outSize, width.outSize, -1]);
    const part = reshape(involution2d(images, weights, planar), [batchSize, inside.count, rowSize]);
    const behind = depth.outSize - inside.output - inside.count;
    const placed = pad(part, [
      [0, 0],
      [inside.output, behind],
      [0, 0],
    ]);
    sum = sum ? add(sum, placed) : placed;
  }
  return sum ? reshape<Rank.R5>(sum, yShapeOf(geometry) as Tensor5D['shape']) : nothingInside(x, kernel, geometry);
}

/** Output positions along an axis at which a tap lies inside x. They are neighbours. */
interface OutputRange {
  /** The first of them, and the position of x under the tap there. */
  output: number;
  source: number;
  count: number;
}

function outputsInside(axis: Axis, tap: number): OutputRange | undefined {
  const { targets, step } = tapsOfOutput(axis);
  const inside = targets.filter((first) => tap >= first.tap && tap < first.tap + first.count);
  const [first] = inside;
  if (!first) return undefined;
  return { output: first.output, source: first.source + (tap - first.tap) * step.source, count: inside.length };
}

/** A function that gives the slices of x under a tap, `[N, count, 1, H·W·C]`. A stride is taken by phases, as in `composed.ts`. */
function makeSlices(x: Tensor5D, { inSize, stride }: Axis): (range: OutputRange) => Tensor4D {
  const [batchSize, , height, width, channels] = x.shape;
  const rows = Math.ceil(inSize / stride);
  const byDepth = pad(reshape(x, [batchSize, inSize, height * width * channels]), [
    [0, 0],
    [0, rows * stride - inSize],
    [0, 0],
  ]);
  const byPhase = reshape<Rank.R4>(byDepth, [batchSize, rows, stride, height * width * channels]);
  return ({ source, count }) => {
    const { phase, index } = phaseOf(source, stride);
    return slice(byPhase, [0, index, phase, 0], [-1, count, 1, -1]);
  };
}

/** A function that gives the weights of a tap of depth at some output positions: those of two-dimensional kernels. */
function makeWeights(
  kernel: Tensor5D,
  { groups, kernelOrder, axes }: InvolutionGeometry,
): (tap: number, range: OutputRange) => Tensor {
  const [depth, height, width] = axes as [Axis, Axis, Axis];
  const taps = height.kernelSize * width.kernelSize;
  // What lies inside a depth tap of the kernel's channel axis: the planar taps of one group, or those of all.
  const inner = kernelOrder === 'group-major' ? taps : taps * groups;
  const byDepth = reshape(kernel, [kernel.shape[0], depth.outSize, -1]);
  return (tap, { output, count }) => {
    const atOutputs = reshape(slice(byDepth, [0, output, 0], [-1, count, -1]), [-1, depth.kernelSize, inner]);
    return slice(atOutputs, [0, tap, 0], [-1, 1, -1]);
  };
}

/** Of a window that is nowhere over x: y and all gradients are zero. */
function nothingInside(x: Tensor5D, kernel: Tensor5D, geometry: InvolutionGeometry): Tensor5D {
  const op = customGrad((a, b) => ({
    value: zeros(yShapeOf(geometry)),
    gradFunc: () => [zerosLike(a as Tensor), zerosLike(b as Tensor)],
  }));
  return op(x, kernel) as Tensor5D;
}
