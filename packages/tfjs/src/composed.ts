import {
  type Axis,
  type InvolutionGeometry,
  outputPositions,
  phaseOf,
  planarAxes,
  tapCount,
  yShapeOf,
} from '@involution/core';
import {
  add,
  mul,
  pad,
  type Rank,
  reshape,
  slice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/**
 * Involution from tfjs's own pad, slice, multiply and add: what runs on a backend without a kernel of ours. tfjs
 * differentiates it by itself, which is why a stride is not taken with stridedSlice: that op has no gradient.
 *
 * @param x `[N, H, W, C]`
 * @param kernel `[N, Ho, Wo, G·Kh·Kw]`
 * @returns `[N, Ho, Wo, C]`
 */
export function composedInvolution(x: Tensor4D, kernel: Tensor4D, g: InvolutionGeometry): Tensor4D {
  return tidy(() => {
    const windowAt = makeWindows(x, g);
    const weightAt = makeWeights(kernel, g);
    const grouped = groupedShape(g);
    const [height, width] = composedAxes(g);
    let sum: Tensor | undefined;
    for (let u = 0; u < height.kernelSize; u++) {
      for (let v = 0; v < width.kernelSize; v++) {
        const partial: Tensor | undefined = sum;
        sum = tidy(() => {
          const product = mul(reshape(windowAt(u, v), grouped), weightAt(u * width.kernelSize + v));
          return partial ? add(partial, product) : product;
        });
        partial?.dispose();
      }
    }
    return reshape(sum!, yShapeOf(g) as Tensor4D['shape']);
  });
}

/** The axes that the composition has loops for. */
export function composedAxes(g: InvolutionGeometry): readonly [height: Axis, width: Axis] {
  return planarAxes(g, "compositions of tfjs's own ops");
}

/** Pixels of y × its channels as a matrix with one axis of groups, along which the weight of a tap is broadcast. */
export function groupedShape(g: InvolutionGeometry): [number, number, number] {
  const pixels = g.batchSize * outputPositions(g);
  return g.channelGrouping === 'blocked'
    ? [pixels, g.groups, g.channelsPerGroup]
    : [pixels, g.channelsPerGroup, g.groups];
}

/**
 * Padded x cut into sh·sw phases, each an image of every sh-th row and sw-th column, in which the taps of neighbouring
 * windows are neighbours. With stride 1 there is one phase, the padded image itself.
 */
export interface Phases {
  /** Rows and columns of each phase. */
  rows: number;
  columns: number;
  /** Where the windows' tap (u, v) lies: which phase, and how far into it. */
  locate(u: number, v: number): { phaseRow: number; phaseColumn: number; top: number; left: number };
}

/** The phases of a geometry's padded x. */
export function phasesOf(g: InvolutionGeometry): Phases {
  const [height, width] = composedAxes(g);
  const sizeAlong = ({ padBefore, inSize, padAfter, stride }: Axis) =>
    Math.ceil((padBefore + inSize + padAfter) / stride);
  return {
    rows: sizeAlong(height),
    columns: sizeAlong(width),
    locate(u, v) {
      const row = phaseOf(u * height.dilation, height.stride);
      const column = phaseOf(v * width.dilation, width.stride);
      return { phaseRow: row.phase, phaseColumn: column.phase, top: row.index, left: column.index };
    },
  };
}

/**
 * A function that gives x under tap (u, v) of every window, `[N, Ho, Wo, C]`. Columns are cut first, once per phase and
 * v: rows of the result are one piece of memory, which backends slice much faster.
 */
export function makeWindows(x: Tensor4D, g: InvolutionGeometry): (u: number, v: number) => Tensor4D {
  const { batchSize, channels } = g;
  const [height, width] = composedAxes(g);
  const { rows, columns, locate } = phasesOf(g);
  const padded = pad(x, [
    [0, 0],
    [height.padBefore, rows * height.stride - height.inSize - height.padBefore],
    [width.padBefore, columns * width.stride - width.inSize - width.padBefore],
    [0, 0],
  ]);
  const byPhase: Tensor4D = reshape(padded, [batchSize * rows, height.stride, columns, width.stride * channels]);
  const columnsAt = Array.from({ length: height.stride }, (_, phaseRow) =>
    Array.from({ length: width.kernelSize }, (_, v) => {
      const { phaseColumn, left } = locate(0, v);
      const begin = [0, phaseRow, 0, phaseColumn * channels];
      const phase = slice(byPhase, begin, [batchSize * rows, 1, columns, channels]);
      const inWindow = slice(phase, [0, 0, left, 0], [batchSize * rows, 1, width.outSize, channels]);
      return reshape<Rank.R4>(inWindow, [batchSize, rows, width.outSize, channels]);
    }),
  );
  return (u, v) => {
    const { phaseRow, top } = locate(u, v);
    return slice(columnsAt[phaseRow]![v]!, [0, top, 0, 0], [batchSize, height.outSize, width.outSize, channels]);
  };
}

/**
 * A function that gives a tap's weights of every pixel, with an axis of size 1 for the channels that share them. The
 * taps are moved to the front once, after which each is one piece of memory.
 */
export function makeWeights(kernel: Tensor4D, g: InvolutionGeometry): (tap: number) => Tensor3D {
  const pixels = g.batchSize * outputPositions(g);
  const taps = tapCount(g);
  const byTap: Tensor3D =
    g.kernelOrder === 'group-major'
      ? transpose(reshape(kernel, [pixels, g.groups, taps]), [2, 0, 1])
      : transpose(reshape(kernel, [pixels, taps, g.groups]), [1, 0, 2]);
  const shape: [number, number, number] =
    g.channelGrouping === 'blocked' ? [pixels, g.groups, 1] : [pixels, 1, g.groups];
  return (tap) => reshape(slice(byTap, [tap, 0, 0], [1, pixels, g.groups]), shape);
}
