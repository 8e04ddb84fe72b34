// What the axes of values stand for, whatever shape they are seen in.

import { lowerBound } from './bounds.ts';
import { equalWhereCountsAgree, type SizePair } from './proof.ts';
import { Size } from './size.ts';

/**
 * A number that counts from 0 to a size: the batch, say, or the tap of a window. Views show tensors whose axes stand for
 * such indices, for several where axes were merged, and for a part of one where one was split. What is found out of one of
 * them (that it is two in one, that it is another of the same size) holds wherever it occurs.
 */
export class Index {
  /** What the model calls its size. All are equal in every run that succeeds. */
  readonly names: Size[];
  #same: Index | undefined;
  #parts: readonly Index[] | undefined;

  constructor(size: Size) {
    this.names = [size];
  }

  get size(): Size {
    return this.names[0]!;
  }

  /** What is left of it after all that was found out: itself, the one that it is the same as, or what that consists of. */
  parts(): Index[] {
    if (this.#same !== undefined) return this.#same.parts();
    return this.#parts?.flatMap((part) => part.parts()) ?? [this];
  }

  /** The first of two indices that this one is made of counts the slower. */
  split(slow: Size, fast: Size): void {
    this.consistOf([new Index(slow), new Index(fast)]);
  }

  /** It is made of others, of which the first counts the slowest. Of none: its size is 1, it is 0 and nothing else. */
  consistOf(parts: readonly Index[]): void {
    this.#parts = parts;
  }

  /** This one and another count the same. */
  unite(other: Index): void {
    if (other === this) return;
    for (const name of other.names) this.call(name);
    other.#same = this;
  }

  /** Another name for its size. */
  call(name: Size): void {
    if (!this.isOf(name)) this.names.push(name);
  }

  /** Whether a size is its own. */
  isOf(size: Size): boolean {
    return this.names.some((name) => name.equals(size));
  }
}

/** What an axis stands for: the first counts the slowest. None: an axis of one element. */
export type IndexList = readonly Index[];

/** The axes of a value. */
export type Axes = readonly IndexList[];

/** A new index of a size; none where that is 1. */
export function indexOf(size: Size): IndexList {
  return size.is(1) ? [] : [new Index(size)];
}

/** What indices are made of, as far as is known. */
export function partsOf(indices: IndexList): Index[] {
  return indices.flatMap((index) => index.parts());
}

/** The sizes of axes, in the first names that the model has for them or in the last. */
export function sizesOf(axes: Axes, which: 'first' | 'last'): Size[] {
  return axes.map((axis) => Size.product(partsOf(axis).map(({ names }) => names.at(which === 'first' ? 0 : -1)!)));
}

/** Whether two lists are of the same indices in the same order. */
export function isSame(a: IndexList, b: IndexList): boolean {
  const [own, others] = [partsOf(a), partsOf(b)];
  return own.length === others.length && own.every((index, k) => index === others[k]);
}

/** Whether the axes of two values stand for the same. */
export function isSameAxes(a: Axes, b: Axes): boolean {
  return a.length === b.length && a.every((axis, k) => isSame(axis, b[k]!));
}

/**
 * The same indices as axes of other sizes.
 *
 * @returns `undefined` where it is not known which index is in which axis.
 */
export function regrouped(indices: IndexList, sizes: readonly Size[]): Axes | undefined {
  const left = partsOf(indices);
  const targets = [...sizes];
  const before = takeAll(left, targets, 'first');
  const after = takeAll(left, targets, 'last').reverse();
  // What is left where no axis is left has one element, as a view has as many as what it shows.
  if (targets.length === 0) {
    if (left.some(({ size }) => lowerBound(size) > 1)) return undefined;
    for (const index of left) index.consistOf([]);
  }
  const between = targets.length === 0 ? [] : paired(left, targets);
  return between && [...before, ...between, ...after];
}

/** Takes indices for as many axes as it can tell from one end. */
function takeAll(left: Index[], targets: Size[], end: 'first' | 'last'): IndexList[] {
  const taken: IndexList[] = [];
  while (targets.length > 0) {
    const size = (end === 'first' ? targets[0] : targets.at(-1))!;
    const axis = takeFor(left, size, end);
    if (axis === undefined) break;
    taken.push(axis);
    if (end === 'first') targets.shift();
    else targets.pop();
  }
  return taken;
}

/** Takes the indices whose sizes multiply to that of an axis; one is split where only a part of it belongs there. */
function takeFor(left: Index[], size: Size, end: 'first' | 'last'): IndexList | undefined {
  const taken: Index[] = [];
  const giveBack = () => void (end === 'first' ? left.unshift(...taken) : left.push(...taken));
  let rest = size;
  while (!rest.is(1)) {
    const index = end === 'first' ? left.shift() : left.pop();
    if (index === undefined) break;
    if (end === 'first') taken.push(index);
    else taken.unshift(index);
    if (index.isOf(rest)) return taken;
    const quotient = index.names.map((name) => rest.divideExactly(name)).find(({ isUnknown }) => !isUnknown);
    if (quotient !== undefined) {
      rest = quotient;
      continue;
    }
    const other = index.size.divideExactly(rest);
    if (other.isUnknown) break;
    if (end === 'first') index.split(rest, other);
    else index.split(other, rest);
    const [slow, fast] = index.parts() as [Index, Index];
    taken.splice(taken.indexOf(index), 1, end === 'first' ? slow : fast);
    if (end === 'first') left.unshift(fast);
    else left.push(slow);
    return taken;
  }
  if (rest.is(1)) return taken;
  giveBack();
  return undefined;
}

/**
 * Pairs indices with axes whose sizes the model calls by names that are not provably the same. A view has as many elements
 * as what it shows, from which it follows that they are.
 */
function paired(left: Index[], targets: readonly Size[]): Axes | undefined {
  if (targets.length === 1) {
    if (left.length === 1) left[0]!.call(targets[0]!);
    return left.length === 0 ? undefined : [[...left]];
  }
  const own = runsOf(left, ({ size }) => size);
  const others = runsOf(targets, (size) => size);
  const isAlike = own.length === others.length && own.every(({ isNumber }, k) => isNumber === others[k]!.isNumber);
  if (!isAlike) return undefined;
  const axes: IndexList[] = [];
  const pairs: SizePair[] = [];
  const splits: [Index, IndexList][] = [];
  for (const [k, { isNumber, items }] of own.entries()) {
    const sizes = others[k]!.items;
    if (isNumber) {
      const run = regroupedNumbers(items, sizes);
      if (run === undefined) return undefined;
      axes.push(...run);
    } else if (items.length === sizes.length) {
      for (const [at, index] of items.entries()) {
        const size = sizes[at]!;
        pairs.push([index.names.find((name) => name.equals(size)) ?? index.size, size]);
        axes.push([index]);
      }
    } else if (sizes.length === 1) {
      pairs.push([Size.product(items.map(({ size }) => size)), sizes[0]!]);
      axes.push(items);
    } else if (items.length === 1) {
      pairs.push([items[0]!.size, Size.product(sizes)]);
      axes.push(...sizes.map((size) => [new Index(size)]));
      splits.push([items[0]!, axes.slice(-sizes.length).flat()]);
    } else return undefined;
  }
  if (!equalWhereCountsAgree(pairs)) return undefined;
  // Not before that is known: an index that is split stays so.
  for (const [index, parts] of splits) index.consistOf(parts);
  for (const [k, axis] of axes.entries()) if (axis.length === 1) axis[0]!.call(targets[k]!);
  return axes;
}

function regroupedNumbers(indices: IndexList, sizes: readonly Size[]): Axes | undefined {
  const left = [...indices];
  const targets = [...sizes];
  const axes = takeAll(left, targets, 'first');
  return left.length + targets.length === 0 ? axes : undefined;
}

interface Run<T> {
  readonly isNumber: boolean;
  readonly items: T[];
}

/** Neighbours that are all numbers, or all symbols. */
function runsOf<T>(items: readonly T[], sizeOf: (item: T) => Size): Run<T>[] {
  const runs: Run<T>[] = [];
  for (const item of items) {
    const isNumber = sizeOf(item).value !== undefined;
    const last = runs.at(-1);
    if (last?.isNumber === isNumber) last.items.push(item);
    else runs.push({ isNumber, items: [item] });
  }
  return runs;
}

/**
 * Takes two axes to be of the same indices.
 *
 * @returns Whether they can be: whether their sizes are provably the same.
 */
export function unite(a: IndexList, b: IndexList): boolean {
  const [own, others] = [partsOf(a), partsOf(b)];
  while (own.length > 0 && others.length > 0) {
    const [x, y] = [own.shift()!, others.shift()!];
    if (x === y) continue;
    if (x.names.some((name) => y.isOf(name))) {
      x.unite(y);
      continue;
    }
    if (splitFor(x, y, own.length === 0 ? others : [])) {
      own.unshift(...x.parts());
      others.unshift(y);
    } else if (splitFor(y, x, others.length === 0 ? own : [])) {
      others.unshift(...y.parts());
      own.unshift(x);
    } else return false;
  }
  return own.length + others.length === 0;
}

/** Splits an index of which another is the slower part, with others after it that make up the whole where it is the last. */
function splitFor(index: Index, slow: Index, others: IndexList): boolean {
  const rest = Size.product(others.map(({ size }) => size));
  const fast =
    others.length > 0 && index.isOf(slow.size.times(rest))
      ? rest
      : slow.names.map((name) => index.size.divideExactly(name)).find(({ isUnknown }) => !isUnknown);
  if (fast === undefined || fast.is(1)) return false;
  index.split(slow.size, fast);
  return true;
}
