// Where the elements of a view lie in what it is a view of.

import {
  type Axes,
  Index,
  type IndexList,
  indexOf,
  isAtMost,
  isSame,
  isSameAxes,
  partsOf,
  prove,
  Size,
  unite,
} from '@involution/symbolic';
import { quoted } from '../graph/names.ts';
import { asAffine, listOf } from '../symbolic/int-tensor.ts';

/** Where along an axis of the source an element lies: at offset + Σ step · index. Where that is outside of it, it is a zero. */
export interface Line {
  /** What the model calls the indices, or what they are of. */
  readonly name: string;
  readonly offset: number;
  readonly terms: readonly Term[];
  /** Zeros that were put before the source and behind it. */
  readonly pads: readonly [number, number];
}

/** How far apart neighbours lie that differ in an index by one. */
export interface Term {
  readonly index: Index;
  readonly step: number;
}

/** What the axes of a view stand for, and where its elements lie along each axis of the source. */
export interface Placed {
  readonly axes: Axes;
  readonly lines: readonly Line[];
  /** Where taps are counted in another order than that in which they lie. */
  readonly shuffled?: Shuffled | undefined;
}

/** An index that counts taps in some order. */
export interface Shuffled {
  readonly index: Index;
  /** Those that count them as they lie. */
  readonly inPlace: IndexList;
  /** For each of them as they lie, the number that it has. */
  readonly numbers: readonly number[];
}

/** Indices that count elements as far apart as a step. */
export type Counted = readonly [indices: IndexList, step: number];

/** All elements of the source, each once. */
export function allOf(source: string, sourceAxes: Axes): Placed {
  const lines = sourceAxes.map((indices): Line => {
    return { name: source, offset: 0, terms: indices.map((index) => ({ index, step: 1 })), pads: [0, 0] };
  });
  return { axes: sourceAxes, lines };
}

/** Whether elements lie along an axis as those of the source do. */
export function isWhole({ offset, terms }: Line, own: IndexList): boolean {
  const isEach = terms.every(({ step }) => step === 1);
  return (
    offset === 0 &&
    isEach &&
    isSame(
      terms.map(({ index }) => index),
      own,
    )
  );
}

/**
 * Elements that are picked along an axis, with new axes in its place.
 *
 * @param first That at which all that is counted is 0.
 * @throws Unproven When the axis is not one of the source, or of its windows.
 */
export function picked(view: Placed, at: number, first: number, counted: readonly Counted[], name: string): Placed {
  const axes = [...view.axes.slice(0, at), ...counted.map(([indices]) => indices), ...view.axes.slice(at + 1)];
  const isOne = partsOf(view.axes[at]!).length + counted.flatMap(([indices]) => indices).length === 0;
  if (isOne && first === 0) return { axes, lines: view.lines };
  const { line, term, terms } = lineOf(view, at);
  prove(line !== undefined && term !== undefined, `${name} does not gather from an axis of what its windows are of`);
  const own = counted.flatMap(([indices, step]) => indices.map((index) => ({ index, step: step * term.step })));
  const offset = line.offset + first * term.step;
  const rest = terms!.flatMap((each) => (each === term ? own : [each]));
  return { axes, lines: replaced(view.lines, line, { ...line, name, offset, terms: rest }) };
}

/**
 * Elements with zeros around them along an axis, or with some less where there are fewer than none.
 *
 * @param source The size of each axis of the source.
 * @throws Unproven When there are some of the source beyond.
 */
export function surrounded(
  view: Placed,
  at: number,
  [before, after]: readonly [number, number],
  source: readonly Size[],
  name: string,
): Placed {
  if (before === 0 && after === 0) return view;
  const { line = view.lines[at]!, terms = [], term } = lineOf(view, at);
  // An axis of one element is known by its number alone: as long as it is that of the source.
  const isOne =
    term === undefined &&
    isSameAxes(
      view.axes,
      view.lines.map(({ terms }) => terms.map((each) => each.index)),
    );
  const isAlone = term === undefined ? isOne : terms.length === 1 && term.step === 1;
  const count = term === undefined ? Size.of(1) : term.index.size;
  const end = count.plus(Size.of(line.offset));
  const size = source[view.lines.indexOf(line)]!;
  const areOutside = (before <= 0 || line.offset <= 0) && (after <= 0 || isAtMost(size, end));
  prove(isAlone && areOutside, `${name} puts zeros between elements of what its windows are of`);
  const indices = indexOf(count.plus(Size.of(before + after)));
  const offset = line.offset - before;
  const behind = end.plus(Size.of(after)).minus(size).value ?? 0;
  return {
    axes: view.axes.map((own, k) => (k === at ? indices : own)),
    lines: replaced(view.lines, line, {
      name,
      offset,
      terms: indices.map((index) => ({ index, step: 1 })),
      pads: [Math.max(line.pads[0], 0 - offset), Math.max(line.pads[1], behind)],
    }),
  };
}

/** The line that has the one index of an axis as a term, or as a part of one. */
function lineOf({ axes, lines }: Placed, at: number): { line?: Line; terms?: Term[]; term?: Term } {
  const [axis, ...more] = partsOf(axes[at]!);
  for (const line of more.length > 0 ? [] : lines) {
    const terms = line.terms.flatMap(termsIn);
    const term = terms.find(({ index }) => index === axis);
    if (term !== undefined) return { line, terms, term };
  }
  return {};
}

/** What a term is the sum of where its index is made of others. */
export function termsIn({ index, step }: Term): Term[] {
  const parts = index.parts();
  const faster = parts.map((_, k) => Size.product(parts.slice(k + 1).map(({ size }) => size)));
  return parts.map((part, k) => ({ index: part, step: step * (faster[k]!.value ?? Number.NaN) }));
}

function replaced(lines: readonly Line[], old: Line, line: Line): Line[] {
  return lines.map((each) => (each === old ? line : each));
}

/** Several views of one source as one. */
export interface Joined extends Placed {
  /** What counts them; `axes` are those of each. */
  readonly order: IndexList;
}

/**
 * Several views of one source as one, where they differ in nothing but in where they begin: one after the other at even
 * distances along one axis, or along two.
 *
 * @param what They are called.
 * @throws Unproven When they differ in something else.
 */
export function joined(views: readonly Placed[], what: string): Joined {
  const [{ axes, lines }, ...others] = views as [Placed, ...Placed[]];
  for (const other of others) {
    for (const [axis, { terms }] of lines.entries()) {
      const own = other.lines[axis]!.terms;
      const areAlike = terms.length === own.length && terms.every(({ step }, k) => step === own[k]!.step);
      prove(areAlike, `${what} have different strides`);
      for (const [k, { index }] of terms.entries()) unite([index], [own[k]!.index]);
      prove(
        terms.every(({ index }, k) => isSame([index], [own[k]!.index])),
        `${what} are not of the same shape`,
      );
    }
    // What each has of its own counts repetitions, where it does not count taps in some order.
    const areInPlace = views.every(({ shuffled }) => shuffled === undefined);
    const areAlike = areInPlace && axes.length === other.axes.length;
    prove(areAlike && axes.every((own, k) => unite(own, other.axes[k]!)), `${what} are not of the same shape`);
  }
  const count = views.length;
  for (let rows = 1; rows <= count; rows++) {
    if (count % rows > 0) continue;
    const shape = [rows, count / rows];
    const steps = lines.map((_, axis) => {
      const offsets = listOf(
        shape,
        views.map((view) => view.lines[axis]!.offset),
      );
      return offsets && asAffine(offsets)?.steps;
    });
    const isForward = steps.every((own) => own?.every(({ value }) => value !== undefined && value >= 0));
    if (!isForward) continue;
    const order = shape.map((size) => indexOf(Size.of(size)));
    const joint = lines.map((line, axis): Line => {
      const [before, after] = [0, 1].map((side) => Math.max(...views.map((view) => view.lines[axis]!.pads[side]!)));
      const own = order.flatMap((indices, k) => indices.map((index) => ({ index, step: steps[axis]![k]!.value! })));
      return { ...line, terms: [...own.filter(({ step }) => step !== 0), ...line.terms], pads: [before!, after!] };
    });
    return { axes, lines: joint, order: order.flat() };
  }
  const numbers = [...views.keys()].sort((a, b) => compareBegin(views[a]!, views[b]!));
  prove(
    numbers.some((number, k) => number !== k),
    `${what} are not as far from each other as taps are`,
  );
  const inOrder = joined(
    numbers.map((k) => views[k]!),
    what,
  );
  const index = new Index(Size.of(count));
  return { ...inOrder, order: [index], shuffled: { index, inPlace: inOrder.order, numbers } };
}

/** Which of two views begins first in the source. */
export function compareBegin(a: Placed, b: Placed): number {
  const differences = a.lines.map(({ offset }, axis) => offset - (b.lines[axis]?.offset ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** Indices that count, together, elements that lie at even distances. */
export interface Run {
  /** The first counts the slowest. */
  readonly indices: IndexList;
  readonly count: Size;
  /** `undefined` where there is one element. */
  readonly step: number | undefined;
}

/** Some terms of a line as one. */
export function runOf(terms: readonly Term[]): Run | undefined {
  const inOrder = terms.filter(({ index }) => index.parts().length > 0).sort((a, b) => b.step - a.step);
  const isEven = inOrder.every(({ step }, k) => {
    const next = inOrder[k + 1];
    return next === undefined || next.index.size.value === step / next.step;
  });
  return isEven
    ? {
        indices: inOrder.map(({ index }) => index),
        count: Size.product(inOrder.map(({ index }) => index.size)),
        step: inOrder.at(-1)?.step,
      }
    : undefined;
}

/**
 * Proves that a view has all elements of its source, each once: then the indices of the source are made of its own.
 *
 * @throws Unproven When it has not.
 */
export function proveAll({ source, sourceAxes, lines, shuffled }: Placed & { source: string; sourceAxes: Axes }): void {
  for (const [axis, line] of lines.entries()) {
    const own = sourceAxes[axis]!;
    if (isWhole(line, own)) continue;
    const run = runOf(line.terms);
    const isEach = !shuffled && run !== undefined && line.offset === 0 && run.step === 1 && own[0]?.isOf(run.count);
    prove(isEach === true, `the weights are not all elements of ${quoted(source)}, each once`);
    own[0]!.consistOf(run.indices);
  }
}
