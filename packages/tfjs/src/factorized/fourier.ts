import type { Axis, InvolutionGeometry } from '@involution/core';
import {
  add,
  concat,
  mul,
  pad,
  type Rank,
  reshape,
  slice,
  stridedSlice,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tidy,
  transpose,
  unstack,
} from '@tensorflow/tfjs-core';
import { composedAxes } from '../composed.ts';
import { type Algorithm, joinGroups, splitGroups } from './factors.ts';
import { transformLength, transformRows, transformSparseRows } from './transform.ts';

/**
 * By the convolution theorem: x is transformed once, and each convolution is a product with the transform of a filter, which is
 * transformed back. x is real, so that two filters make one complex filter, and their convolutions come out as the real and
 * the imaginary part of one.
 */
export const byFourierTransforms: Algorithm = ({ x, coefficients, filters }, g) => {
  const [height, width] = composedAxes(g);
  const spectrum = spectrumOf(x, g);
  const weights = weightsOfPairs(coefficients);
  let y: Tensor | undefined;
  for (const [pair, filter] of spectraOfPairs(filters, g).entries()) {
    const partial: Tensor | undefined = y;
    y = tidy(() => {
      const convolved = positionsOf(product(spectrum, filter), g);
      const grouped = reshape(convolved, [g.groups, g.batchSize, g.channelsPerGroup, -1]);
      const weighted = reshape(mul(grouped, weights[pair]!), [-1, 2, width.outSize]);
      return partial ? add(partial, sum(weighted, 1)) : sum(weighted, 1);
    });
    partial?.dispose();
  }
  const planes = reshape<Rank.R4>(y!, [-1, g.channelsPerGroup, height.outSize, width.outSize]);
  return joinGroups(transpose(planes, [0, 2, 3, 1]), g);
};

/** Complex numbers, as `[G, planes, Pw·Ph]` each, with Ph by Pw frequencies to a plane. */
interface Spectrum {
  readonly real: Tensor;
  readonly imaginary: Tensor;
}

/**
 * Positions that a transform along an axis has: enough that no window reaches its end, where it would go on with the first
 * positions, and that x and the zeros before it have room.
 */
function lengthOf({ inSize, outSize, kernelSize, stride, dilation, padBefore }: Axis): number {
  const windows = (outSize - 1) * stride + (kernelSize - 1) * dilation + 1;
  return transformLength(Math.max(windows, padBefore + inSize));
}

/** Of every channel of x. */
function spectrumOf(x: Tensor4D, g: InvolutionGeometry): Spectrum {
  const [height, width] = composedAxes(g);
  const [rows, columns] = [lengthOf(height), lengthOf(width)];
  const padded = pad(splitGroups(x, g), [
    [0, 0],
    [height.padBefore, rows - height.inSize - height.padBefore],
    [width.padBefore, columns - width.inSize - width.padBefore],
    [0, 0],
  ]);
  const real = reshape<Rank.R3>(transpose(padded, [0, 3, 1, 2]), [-1, 1, columns]);
  const alongRows = transformRows(padTo(real, 1, 2), 'frequencies');
  return partsOf(transformRows(turned(alongRows, rows), 'frequencies'), g);
}

/** Of every complex filter. The tap that is k positions behind the first stands at −k, which makes a correlation of it. */
function spectraOfPairs(filters: Tensor3D, g: InvolutionGeometry): Spectrum[] {
  const [height, width] = composedAxes(g);
  const [rows, columns] = [lengthOf(height), lengthOf(width)];
  const pairs = padTo(filters, 0, 2 * Math.ceil(filters.shape[0] / 2));
  const byRow = reshape<Rank.R4>(pairs, [-1, 2, g.groups * height.kernelSize, width.kernelSize]);
  const complex = reshape<Rank.R3>(transpose(byRow, [0, 2, 1, 3]), [-1, 2, width.kernelSize]);
  const alongRows = transformSparseRows(complex, tapPositions(width), columns);
  const spectra = transformSparseRows(turned(alongRows, height.kernelSize), tapPositions(height), rows);
  return unstack(reshape(spectra, [-1, g.groups * columns, 2, rows])).map((one) => partsOf(one, g));
}

function tapPositions(axis: Axis): number[] {
  const length = lengthOf(axis);
  return Array.from({ length: axis.kernelSize }, (_, tap) => (length - tap * axis.dilation) % length);
}

/** Coefficients as the planes of convolutions lie: for each pair `[N, 1, Ho·2·Wo]`. */
function weightsOfPairs(coefficients: Tensor4D): Tensor[] {
  const [batch, height, width, rank] = coefficients.shape;
  const byFilter = transpose(padTo(coefficients, 3, 2 * Math.ceil(rank / 2)), [3, 0, 1, 2]);
  const pairs = reshape<Rank.R4>(byFilter, [-1, 2, batch * height, width]);
  return unstack(transpose(pairs, [0, 2, 1, 3])).map((pair) => reshape(pair, [batch, 1, height * 2 * width]));
}

function product(a: Spectrum, b: Spectrum): Spectrum {
  return {
    real: sub(mul(a.real, b.real), mul(a.imaginary, b.imaginary)),
    imaginary: add(mul(a.real, b.imaginary), mul(a.imaginary, b.real)),
  };
}

/** What a spectrum is of, at the positions of y: `[planes·Ho, 2, Wo]`. */
function positionsOf({ real, imaginary }: Spectrum, g: InvolutionGeometry): Tensor3D {
  const [height, width] = composedAxes(g);
  const [rows, columns] = [lengthOf(height), lengthOf(width)];
  const parts = [real, imaginary].map((part) => reshape<Rank.R3>(part, [-1, 1, rows]));
  const alongColumns = turned(transformRows(concat(parts, 1), 'positions'), columns);
  const ofWindows = everyStride(reshape(alongColumns, [-1, rows, 2, columns]), 1, height);
  const all = transformRows(reshape(ofWindows, [-1, 2, columns]), 'positions');
  return everyStride(all, 2, width);
}

/** The positions of y along an axis, of all that a transform has. */
function everyStride<T extends Tensor>(x: T, axis: number, { outSize, stride }: Axis): T {
  const begin = x.shape.map(() => 0);
  const sizes = (size: number) => x.shape.map((own, k) => (k === axis ? size : own));
  // tfjs's slices are much faster than its strided ones.
  if (stride === 1) return slice(x, begin, sizes(outSize));
  const steps = x.shape.map((_, k) => (k === axis ? stride : 1));
  return stridedSlice(x, begin, sizes((outSize - 1) * stride + 1), steps) as T;
}

/** `[planes·Pw, 2, Ph]` as `[planes·Ph, 2, Pw]`, or the other way round. */
function turned(rows: Tensor3D, inner: number): Tensor3D {
  const [, , length] = rows.shape;
  const planes = reshape<Rank.R4>(rows, [-1, inner, 2, length]);
  return reshape(transpose(planes, [0, 3, 2, 1]), [-1, 2, inner]);
}

/** Of `[G·planes·Pw, 2, Ph]`. */
function partsOf(rows: Tensor, g: InvolutionGeometry): Spectrum {
  const [count, , length] = rows.shape as [number, number, number];
  const [, width] = composedAxes(g);
  const part = (index: number) =>
    reshape(slice(rows, [0, index, 0], [count, 1, length]), [g.groups, -1, lengthOf(width) * length]);
  return { real: part(0), imaginary: part(1) };
}

/** With zeros at the end of an axis, so that it has a size. */
function padTo<T extends Tensor>(x: T, axis: number, size: number): T {
  return pad(
    x,
    x.shape.map((own, k) => [0, k === axis ? size - own : 0] as [number, number]),
  );
}
