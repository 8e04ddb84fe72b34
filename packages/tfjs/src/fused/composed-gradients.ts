// The gradients from tfjs's own ops, where a backend has no kernels of ours: tfjs can't differentiate the composed op within a
// gradient, for its tape is busy with that.
import { type InvolutionGeometry, kernelShapeOf } from '@involution/core';
import {
  add,
  concat,
  mul,
  pad,
  reshape,
  slice,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { composedAxes, groupedShape, makeWeights, makeWindows, phasesOf } from '../composed.ts';

/**
 * Gradient for x: what each tap took from x goes back to where it came from.
 *
 * @param dy `[N, Ho, Wo, C]`
 * @param kernel `[N, Ho, Wo, G·Kh·Kw]`
 * @returns `[N, H, W, C]`
 */
export function composedBackpropInput(dy: Tensor4D, kernel: Tensor4D, g: InvolutionGeometry): Tensor4D {
  return tidy(() => {
    const weightAt = makeWeights(kernel, g);
    const { rows, columns, locate } = phasesOf(g);
    const { batchSize, channels } = g;
    const [height, width] = composedAxes(g);
    const grouped = reshape(dy, groupedShape(g));
    const phases: (Tensor | undefined)[] = new Array(height.stride * width.stride).fill(undefined);
    for (let u = 0; u < height.kernelSize; u++) {
      for (let v = 0; v < width.kernelSize; v++) {
        const { phaseRow, phaseColumn, top, left } = locate(u, v);
        const product = mul(grouped, weightAt(u * width.kernelSize + v));
        const placed = pad(reshape(product, [batchSize, height.outSize, width.outSize, channels]), [
          [0, 0],
          [top, rows - top - height.outSize],
          [left, columns - left - width.outSize],
          [0, 0],
        ]);
        const phase = phases[phaseRow * width.stride + phaseColumn];
        phases[phaseRow * width.stride + phaseColumn] = phase ? add(phase, placed) : placed;
      }
    }
    const phaseShape = [batchSize * rows, 1, columns, channels];
    const images = phases.map((phase) => (phase ? reshape(phase, phaseShape) : zeros(phaseShape)));
    const byRow = Array.from({ length: height.stride }, (_, a) =>
      concat(images.slice(a * width.stride, (a + 1) * width.stride), 3),
    );
    const padded = reshape(concat(byRow, 1), [batchSize, rows * height.stride, columns * width.stride, channels]);
    return slice(
      padded as Tensor4D,
      [0, height.padBefore, width.padBefore, 0],
      [batchSize, height.inSize, width.inSize, channels],
    );
  });
}

/**
 * Gradient for the kernel: x under each tap times dy, summed over the channels of a group.
 *
 * @param dy `[N, Ho, Wo, C]`
 * @param x `[N, H, W, C]`
 * @returns `[N, Ho, Wo, G·Kh·Kw]`
 */
export function composedBackpropKernel(dy: Tensor4D, x: Tensor4D, g: InvolutionGeometry): Tensor4D {
  return tidy(() => {
    const [height, width] = composedAxes(g);
    const windowAt = makeWindows(x, g);
    const shape = groupedShape(g);
    const grouped = reshape(dy, shape);
    const channelAxis = g.channelGrouping === 'blocked' ? 2 : 1;
    const isGroupMajor = g.kernelOrder === 'group-major';
    const tapShape = isGroupMajor ? [shape[0], g.groups, 1] : [shape[0], 1, g.groups];
    const taps: Tensor[] = [];
    for (let u = 0; u < height.kernelSize; u++) {
      for (let v = 0; v < width.kernelSize; v++) {
        taps.push(reshape(sum(mul(reshape(windowAt(u, v), shape), grouped), channelAxis), tapShape));
      }
    }
    return reshape(concat(taps, isGroupMajor ? 2 : 1), kernelShapeOf(g) as Tensor4D['shape']);
  });
}
