import type { NodeProto } from '@involution/onnx-messages';
import { prove, Size } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axisFromFront } from '../symbolic/call.ts';
import { windowPositions } from '../symbolic/dim-rules.ts';
import { asAffine, numbersOf } from '../symbolic/int-tensor.ts';
import type { Knowledge } from '../symbolic/substitute.ts';

/** The geometry of the windows of an image with zeros around it: an involution's attributes. */
export interface Windows {
  /** Without the zeros. */
  x: string;
  dims: readonly Size[];
  kernel_shape: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** `[top, left, bottom, right]`. */
  pads: readonly [number, number, number, number];
}

type Pads = Windows['pads'];

/** As many pads before a window become a part of it. No exporter writes more, and each match looks at them again. */
const MAX_PADS = 8;

/** Indices that a `Gather` reads: the element at (a, b) is a · steps[0] + b · steps[1]. */
export interface Indices {
  readonly name: string;
  readonly sizes: readonly [Size, Size];
  /** `undefined` along an axis of one element. */
  readonly steps: readonly [number | undefined, number | undefined];
}

/**
 * Reads the indices of sliding windows along an axis.
 *
 * @throws Unproven When they are not known, or are none.
 */
export function readIndices(value: string, known: Knowledge): Indices {
  const name = quoted(value);
  const { ints } = known.get(value);
  const file = known.fileOf(value);
  const reason = file === undefined ? '' : `: they lie in ${quoted(file)}, a file that is not at hand (externalData)`;
  prove(ints !== undefined, `the indices ${name} are not known before a run${reason}`);
  const affine = asAffine(ints);
  const isMatrix = affine?.shape.length === 2;
  prove(isMatrix && affine.offset.is(0), `the indices ${name} are not those of sliding windows`);
  const sizes = affine.shape as unknown as [Size, Size];
  const steps = affine.steps.map(({ value }, k) => (sizes[k]!.is(1) ? undefined : value));
  const isWindow = steps.every((step, k) => sizes[k]!.is(1) || (step !== undefined && step > 0));
  prove(isWindow, `the indices ${name} are not those of sliding windows`);
  return { name, sizes, steps: steps as [number | undefined, number | undefined] };
}

/** Windows along one axis of an image. */
export interface Slide {
  readonly name: string;
  /** Of the image; `undefined` for one that it does not have. */
  readonly axis: number | undefined;
  /** Zeros that are put around it where the windows are cut. */
  readonly pads: readonly [number, number];
  /** Taps. */
  readonly kernel: number;
  readonly dilation: number;
  readonly positions: Size;
  /** `undefined` where there is one position, which tells no stride. */
  readonly stride: number | undefined;
}

/** What some indices are when one of their axes has the taps, and the other the positions. */
export function slideOf({ name, sizes, steps }: Indices, taps: 0 | 1): Omit<Slide, 'axis' | 'pads'> {
  const kernel = sizes[taps].value;
  prove(kernel !== undefined && kernel > 0, `the number of taps in the indices ${name} is not known`);
  const positions = sizes[1 - taps]!;
  return { name, kernel, dilation: steps[taps] ?? 1, positions, stride: steps[1 - taps] };
}

/** An axis that no window slides along: one tap at each position. */
export function wholeAxis(positions: Size): Omit<Slide, 'axis'> {
  return { name: '', kernel: 1, dilation: 1, positions, stride: 1, pads: [0, 0] };
}

/**
 * The geometry of windows.
 *
 * @param padded What they are cut from.
 * @param slides Along its rows and its columns.
 * @throws Unproven When they are not at all positions, and only there.
 */
export function windowsOf(
  padded: string,
  slides: readonly [Slide, Slide],
  known: Knowledge,
  index: GraphIndex,
): Windows {
  const dims = known.get(padded).dims!;
  const sizes = slides.map(({ axis, pads: [before, after] }) =>
    (axis === undefined ? Size.of(1) : dims[axis]!).plus(Size.of(before + after)),
  );
  const strides = slides.map((slide, k) => strideOf(slide, slides[1 - k]!, sizes[k]!)) as [number, number];
  for (const [k, slide] of slides.entries()) provePositions(slide, sizes[k]!, strides[k]!);
  const [vertical, horizontal] = slides;
  const { x, pads } = withoutPads(padded, slides, known, index);
  return {
    x,
    dims: known.get(x).dims!,
    pads,
    kernel_shape: [vertical.kernel, horizontal.kernel],
    strides,
    dilations: [vertical.dilation, horizontal.dilation],
  };
}

/** The stride, or where any of several gives the one position that there is, that of the other axis or the smallest. */
function strideOf({ kernel, dilation, stride }: Slide, other: Slide, size: Size): number {
  if (stride !== undefined) return stride;
  const isEnough = (candidate: number) => windowPositions(size, kernel, candidate, dilation).is(1);
  const smallest = Math.max(1, (size.value ?? Number.NaN) - dilation * (kernel - 1));
  return other.stride !== undefined && isEnough(other.stride) ? other.stride : smallest;
}

function provePositions({ kernel, positions, dilation, name }: Slide, size: Size, stride: number): void {
  const expected = windowPositions(size, kernel, stride, dilation);
  prove(positions.equals(expected), `the indices ${name} do not cover the positions of a sliding window, all and only`);
}

/** Goes back over `Pad`s that put zeros around the image. Any other pad stays, and is a part of what X is. */
function withoutPads(
  padded: string,
  slides: readonly [Slide, Slide],
  known: Knowledge,
  index: GraphIndex,
): { x: string; pads: Pads } {
  let x = padded;
  const [rows, columns] = slides;
  let pads: Pads = [rows.pads[0], columns.pads[0], rows.pads[1], columns.pads[1]];
  const axes = slides.map(({ axis }) => axis);
  for (let count = 0; count < MAX_PADS; count++) {
    const pad = index.producerOf(x, 'Pad');
    const added = pad && zeroPads(pad, axes, known, index);
    if (pad === undefined || added === undefined) return { x, pads };
    x = pad.input[0]!;
    pads = pads.map((size, side) => size + added[side]!) as unknown as Pads;
  }
  return { x, pads };
}

/** How many zeros a `Pad` puts around an image, if it does nothing else. */
function zeroPads(
  pad: NodeProto,
  spatial: readonly (number | undefined)[],
  known: Knowledge,
  index: GraphIndex,
): Pads | undefined {
  const call = known.call(pad);
  const rank = call.dims(0)?.length ?? 0;
  const given = numbersOf(call.ints(1));
  const axes = call.has(3) ? call.numbers(3) : [...Array(rank).keys()];
  const isConstant = call.text('mode', 'constant') === 'constant';
  const isZero = !call.has(2) || index.isZero(pad.input[2]!);
  if (axes === undefined || given?.length !== 2 * axes.length || !isConstant || !isZero) return undefined;
  const along = axes.map((axis) => axisFromFront(axis, rank));
  const padOf = (axis: number | undefined, end: 0 | 1) =>
    axis !== undefined && along.includes(axis) ? given[along.indexOf(axis) + end * axes.length]! : 0;
  const pads = ([0, 1] as const).flatMap((end) => spatial.map((axis) => padOf(axis, end)));
  // Along no other axis, and nothing is cut off.
  const isOther = given.some((size, k) => size !== 0 && !spatial.includes(along[k % axes.length] ?? rank));
  return isOther || pads.some((size) => size < 0) ? undefined : (pads as unknown as Pads);
}
