// Between the dialects that weights exist in. Each conversion is a permutation: `result[k] = source[permutation[k]]`.
import { InvolutionError, unexpected } from './errors.ts';
import { checkData, emptyLike, type NumericArray, type TypedNdArray } from './nd-array.ts';
import type { ChannelGrouping, DataFormat, KernelOrder } from './options.ts';
import { joinShape, sizeOf, spatialRank, splitShape } from './shape.ts';

/**
 * Permutation that turns the kernel's channels (the rows of the span convolution's weight and bias) from one order into
 * another.
 *
 * @param groups G.
 * @param taps ΠK.
 * @returns G·ΠK source indices, for {@link permuteAxis}.
 */
export function kernelOrderPermutation(groups: number, taps: number, from: KernelOrder, to: KernelOrder): Uint32Array {
  if (from === to) return identity(groups * taps);
  // Channel g·taps + t of the one order is channel t·G + g of the other: a transposition of a matrix.
  return from === 'group-major' ? transposition(taps, groups) : transposition(groups, taps);
}

/**
 * Permutation that turns the channels of x (and of all that is made along them: the layer before, the layer after) from
 * one grouping into another.
 *
 * @param channels C, a multiple of `groups`.
 * @param groups G.
 * @returns C source indices, for {@link permuteAxis}.
 * @throws InvolutionError `CHANNELS_NOT_DIVISIBLE`.
 */
export function channelGroupingPermutation(
  channels: number,
  groups: number,
  from: ChannelGrouping,
  to: ChannelGrouping,
): Uint32Array {
  if (channels % groups !== 0) {
    throw unexpected('CHANNELS_NOT_DIVISIBLE', 'channels', channels, `a multiple of ${groups} groups`);
  }
  if (from === to) return identity(channels);
  const channelsPerGroup = channels / groups;
  return from === 'blocked' ? transposition(channelsPerGroup, groups) : transposition(groups, channelsPerGroup);
}

/** The permutation that undoes `permutation`. */
export function invertPermutation(permutation: Uint32Array): Uint32Array {
  const inverse = new Uint32Array(permutation.length);
  permutation.forEach((source, k) => {
    inverse[source] = k;
  });
  return inverse;
}

/**
 * Reorders an array along one axis.
 *
 * @param array Any shape; not changed.
 * @param axis The axis to reorder.
 * @param permutation Source index for every index along the axis.
 * @returns A new array of the same kind and shape.
 * @throws InvolutionError `INVALID_DATA`, `INVALID_SHAPE`, `INVALID_PERMUTATION`.
 */
export function permuteAxis<T extends NumericArray>(
  array: TypedNdArray<T>,
  axis: number,
  permutation: Uint32Array,
): TypedNdArray<T> {
  checkData('array', array);
  const length = array.shape[axis];
  if (length === undefined) {
    throw unexpected('INVALID_SHAPE', 'axis', axis, `an axis of the shape [${array.shape.join(', ')}]`);
  }
  const isPermutation =
    new Set(permutation).size === length && permutation.length === length && permutation.every((k) => k < length);
  if (!isPermutation) {
    const message = `permutation must have each of 0 … ${length - 1} once.`;
    throw new InvolutionError('INVALID_PERMUTATION', 'permutation', message);
  }
  const inner = sizeOf(array.shape.slice(axis + 1));
  const data = emptyLike(array.data, array.data.length);
  for (let at = 0; at < data.length; at++) {
    const k = Math.floor(at / inner) % length;
    data[at] = array.data[at + (permutation[k]! - k) * inner]!;
  }
  return { data, shape: array.shape };
}

/**
 * Moves the channel axis of an array with one to three spatial axes.
 *
 * @param array Shape `[N, …, C]` or `[N, C, …]`, as `from` says; not changed.
 * @returns A new array of the same kind, in the order `to`.
 * @throws InvolutionError `INVALID_DATA`, `INVALID_SHAPE`.
 */
export function convertDataFormat<T extends NumericArray>(
  array: TypedNdArray<T>,
  from: DataFormat,
  to: DataFormat,
): TypedNdArray<T> {
  const named = splitShape('array', array.shape, spatialRank('array', array.shape), from);
  checkData('array', array);
  if (from === to) return { data: array.data.slice() as T, shape: array.shape };
  // Within a batch entry the step is the transposition of a matrix: positions × channels, or the other way round.
  const positions = sizeOf(named.spatial);
  const [rows, columns] = from === 'channelsLast' ? [positions, named.channels] : [named.channels, positions];
  const data = emptyLike(array.data, array.data.length);
  for (let at = 0; at < data.length; at++) {
    const entry = Math.floor(at / (rows * columns)) * rows * columns;
    const row = Math.floor((at - entry) / columns);
    const column = (at - entry) % columns;
    data[entry + column * rows + row] = array.data[at]!;
  }
  return { data, shape: joinShape(named, to) };
}

function identity(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, k) => k);
}

/** Source indices that read a matrix of `columns` × `rows` by columns: index r·columns + c reads c·rows + r. */
function transposition(rows: number, columns: number): Uint32Array {
  return Uint32Array.from({ length: rows * columns }, (_, k) => (k % columns) * rows + Math.floor(k / columns));
}
