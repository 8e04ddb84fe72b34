import { prove, Size } from '@involution/symbolic';
import { quoted } from '../graph/names.ts';
import { windowPositions } from '../symbolic/dim-rules.ts';
import { asAffine } from '../symbolic/int-tensor.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import type { Line, Run } from './lines.ts';

/** The geometry of the windows of an image with zeros around it: an involution's attributes. */
export interface Windows {
  x: string;
  dims: readonly Size[];
  /** Of x: its rows and its columns, if it has them. */
  axes: readonly (number | undefined)[];
  kernel_shape: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** `[top, left, bottom, right]`. */
  pads: readonly [number, number, number, number];
}

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
  /** Of the image; `undefined` for one that it does not have. */
  readonly axis: number | undefined;
  readonly line: Line;
  readonly taps: Run;
  readonly positions: Run;
}

/**
 * The geometry of windows.
 *
 * @param x What they are cut from.
 * @param slides Along its rows and its columns.
 * @throws Unproven When they are not at all positions, and only there.
 */
export function windowsOf(x: string, slides: readonly [Slide, Slide], known: Knowledge): Windows {
  const dims = known.get(x).dims!;
  const each = slides.map((slide, k) => {
    const size = slide.axis === undefined ? Size.of(1) : dims[slide.axis]!;
    return geometryOf(slide, size, slides[1 - k]!.positions.step);
  });
  const both = <T>(of: (one: Geometry) => T) => each.map(of) as unknown as readonly [T, T];
  return {
    x,
    dims,
    axes: slides.map(({ axis }) => axis),
    pads: [...both(({ before }) => before), ...both(({ after }) => after)],
    kernel_shape: both(({ kernel }) => kernel),
    strides: both(({ stride }) => stride),
    dilations: both(({ dilation }) => dilation),
  };
}

type Geometry = Readonly<Record<'kernel' | 'stride' | 'dilation' | 'before' | 'after', number>>;

function geometryOf({ line, taps, positions }: Slide, size: Size, otherStride: number | undefined): Geometry {
  const { name, offset, pads } = line;
  const kernel = taps.count.value ?? 0;
  prove(kernel > 0, `the number of taps in ${name} is not known`);
  const [dilation, before] = [taps.step ?? 1, 0 - offset];
  const reach = Size.of(dilation * (kernel - 1) + 1 - before);
  // Behind the last window there may be some of the image, or more zeros than it has.
  const reached = (stride: number) => positions.count.minus(Size.of(1)).times(Size.of(stride)).plus(reach).minus(size);
  // Where there is one position, any of several strides gives that: that of the other axis, or the smallest.
  const smallest = Math.max(1, size.plus(Size.of(pads[1] + 1)).minus(reach).value ?? 1);
  const strides = positions.step === undefined ? [otherStride ?? smallest, smallest] : [positions.step];
  for (const stride of strides) {
    for (const after of [pads[1], reached(stride).value ?? -1]) {
      const padded = size.plus(Size.of(before + after));
      const isCovered = windowPositions(padded, kernel, stride, dilation).equals(positions.count);
      const isForward = Math.min(before, after, pads[1] - after, dilation - 1, stride - 1) >= 0;
      if (isCovered && isForward) return { kernel, stride, dilation, before, after };
    }
  }
  prove(false, `the windows ${name} do not cover the positions of a sliding window, all and only`);
}
