import type { NodeProto } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { isZero } from '../graph/tensor-data.ts';
import { axisFromFront } from '../symbolic/call.ts';
import { windowPositions } from '../symbolic/dim-rules.ts';
import { asAffine, numbersOf } from '../symbolic/int-tensor.ts';
import { Size } from '../symbolic/size.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { prove } from './proof.ts';

/** The nodes that cut sliding windows out of a value: `Transpose(Gather(Gather(value, rows), columns))`. */
export interface Unfold {
  rows: NodeProto;
  columns: NodeProto;
}

/** Proven: the result of an unfold is `[N, C, Kh, Kw, Ho, Wo]`, the windows of `x` with zeros around it. */
export interface Windows {
  x: string;
  /** `[N, C, Kh, Kw, Ho, Wo]`. */
  dims: readonly Size[];
  /** What the unfold's last node produces: the same, but without a transposition in another order. */
  shape: readonly Size[];
  kernel_shape: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** `[top, left, bottom, right]`. */
  pads: readonly [number, number, number, number];
}

type Pads = Windows['pads'];

/** As many pads before a window become a part of it. No exporter writes more, and each match looks at them again. */
const MAX_PADS = 8;

/** The two `Gather`s of an unfold, seen from the second. */
export function unfoldAt(columns: NodeProto | undefined, index: GraphIndex): Unfold | undefined {
  const rows = index.producerOf(columns?.input[0], 'Gather');
  if (columns?.input[1] === undefined || rows?.input[1] === undefined) return undefined;
  return axisOf(columns, 5) === 4 && axisOf(rows, 4) === 2 ? { rows, columns } : undefined;
}

/**
 * Proves that an unfold cuts sliding windows.
 *
 * @param transpose The node that puts the axes in order; simplifiers drop it where that moves nothing.
 * @throws Unproven When its indices are no windows, or its input or its transposition is not the one expected.
 */
export function proveWindows(
  { rows, columns }: Unfold,
  transpose: NodeProto | undefined,
  known: Knowledge,
  index: GraphIndex,
): Windows {
  const padded = known.get(rows.input[0]!).dims;
  prove(padded?.length === 4, `the rank of ${quoted(rows.input[0]!)} is not known to be 4`);
  const [n, c, height, width] = padded as [Size, Size, Size, Size];
  const vertical = readIndices(rows.input[1]!, known);
  const horizontal = readIndices(columns.input[1]!, known);
  const strides = [strideOf(vertical, horizontal, height), strideOf(horizontal, vertical, width)] as const;
  provePositions(vertical, height, strides[0], quoted(rows.input[1]!));
  provePositions(horizontal, width, strides[1], quoted(columns.input[1]!));
  proveOrder(transpose, vertical.positions, horizontal.kernel, known);
  const [kernelHeight, kernelWidth] = [Size.of(vertical.kernel), Size.of(horizontal.kernel)];
  const dims = [n, c, kernelHeight, kernelWidth, vertical.positions, horizontal.positions];
  return {
    ...withoutPads(rows.input[0]!, known, index),
    dims,
    shape: transpose === undefined ? [n, c, kernelHeight, vertical.positions, kernelWidth, horizontal.positions] : dims,
    kernel_shape: [vertical.kernel, horizontal.kernel],
    strides,
    dilations: [vertical.dilation, horizontal.dilation],
  };
}

/** Index (u, i) is u · dilation + i · stride. */
interface Indices {
  kernel: number;
  positions: Size;
  dilation: number;
  /** `undefined` where there is one position, which tells no stride. */
  stride: number | undefined;
}

function readIndices(value: string, known: Knowledge): Indices {
  const name = quoted(value);
  const { ints } = known.get(value);
  const file = known.fileOf(value);
  const reason = file === undefined ? '' : `: they lie in ${quoted(file)}, a file that is not at hand (externalData)`;
  prove(ints !== undefined, `the indices ${name} are not known before a run${reason}`);
  const affine = asAffine(ints);
  const isMatrix = affine?.shape.length === 2;
  prove(isMatrix && affine.offset.is(0), `the indices ${name} are not those of sliding windows`);
  const [kernel, positions] = affine.shape as [Size, Size];
  const [dilation, stride] = affine.steps.map(({ value }) => value);
  prove(kernel.value !== undefined && kernel.value > 0, `the number of taps in the indices ${name} is not known`);
  const hasOnePosition = positions.is(1);
  const isWindow = (kernel.is(1) || isPositive(dilation)) && (hasOnePosition || isPositive(stride));
  prove(isWindow, `the indices ${name} are not those of sliding windows`);
  return {
    kernel: kernel.value,
    positions,
    dilation: kernel.is(1) ? 1 : dilation!,
    stride: hasOnePosition ? undefined : stride,
  };
}

/** The stride, or where any of several gives the one position that there is, that of the other axis or the smallest. */
function strideOf({ kernel, dilation, stride }: Indices, other: Indices, size: Size): number {
  if (stride !== undefined) return stride;
  const isEnough = (candidate: number) => windowPositions(size, kernel, candidate, dilation).is(1);
  const smallest = Math.max(1, (size.value ?? Number.NaN) - dilation * (kernel - 1));
  return other.stride !== undefined && isEnough(other.stride) ? other.stride : smallest;
}

function provePositions({ kernel, positions, dilation }: Indices, size: Size, stride: number, name: string): void {
  const expected = windowPositions(size, kernel, stride, dilation);
  prove(positions.equals(expected), `the indices ${name} do not cover the positions of a sliding window, all and only`);
}

/** The `Gather`s give [N, C, Kh, Ho, Kw, Wo]. */
function proveOrder(transpose: NodeProto | undefined, outHeight: Size, kernelWidth: number, known: Knowledge): void {
  if (transpose === undefined) {
    // An axis of one element can be anywhere.
    prove(outHeight.is(1) || kernelWidth === 1, 'its windows are not transposed to [N, C, Kh, Kw, Ho, Wo]');
    return;
  }
  const perm = known.call(transpose).list('perm');
  prove(perm?.join() === '0,1,2,4,3,5', `its windows are transposed by perm [${perm?.join(', ') ?? ''}]`);
}

function isPositive(value: number | undefined): boolean {
  return value !== undefined && value > 0;
}

/** Goes back over `Pad`s that put zeros around the image. Any other pad stays, and is a part of what X is. */
function withoutPads(padded: string, known: Knowledge, index: GraphIndex): { x: string; pads: Pads } {
  let x = padded;
  let pads: Pads = [0, 0, 0, 0];
  for (let count = 0; count < MAX_PADS; count++) {
    const pad = index.producerOf(x, 'Pad');
    const added = pad && zeroPads(pad, known, index);
    if (pad === undefined || added === undefined) return { x, pads };
    x = pad.input[0]!;
    pads = pads.map((size, side) => size + added[side]!) as unknown as Pads;
  }
  return { x, pads };
}

function zeroPads(pad: NodeProto, known: Knowledge, index: GraphIndex): Pads | undefined {
  const call = known.call(pad);
  const rank = call.dims(0)?.length;
  const given = numbersOf(call.ints(1));
  const axes = call.has(3) ? call.numbers(3) : [0, 1, 2, 3];
  const isConstant = call.text('mode', 'constant') === 'constant';
  const isZero = !call.has(2) || isZeroScalar(pad.input[2]!, index);
  if (rank !== 4 || axes === undefined || given?.length !== 2 * axes.length || !isConstant || !isZero) return undefined;
  const sides = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const [k, axis] of axes.entries()) {
    const front = axisFromFront(axis, 4);
    if (front === undefined) return undefined;
    sides[front] = given[k]!;
    sides[front + 4] = given[k + axes.length]!;
  }
  const [n0, c0, top, left, n1, c1, bottom, right] = sides as [number, number, number, number, ...Pads];
  const isSpatial = [n0, c0, n1, c1].every((size) => size === 0);
  return isSpatial && sides.every((size) => size >= 0) ? [top, left, bottom, right] : undefined;
}

function isZeroScalar(value: string, index: GraphIndex): boolean {
  const tensor = index.constantOf(value);
  return tensor !== undefined && isZero(tensor);
}

function axisOf(gather: NodeProto, rank: number): number | undefined {
  const attribute = gather.attribute.find(({ name }) => name === 'axis');
  return axisFromFront(Number(attribute?.i ?? 0n), rank);
}
