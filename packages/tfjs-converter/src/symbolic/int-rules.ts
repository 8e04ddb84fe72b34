// Integers that a graph computes with: sizes, above all.
import { Size } from '@involution/symbolic';
import { intAttr } from '../graph/node.ts';
import type { Call } from './call.ts';

/** Of more integers nothing is known. */
export const MAX_INTS = 64;

type Ints = readonly Size[] | undefined;

const copied = (call: Call): Ints => call.ints(0);

/** What operators make of integers, in row-major order; the shape of the result is another rule's business. */
export const INT_RULES: Readonly<Record<string, (call: Call) => Ints>> = {
  Add: elementwise((a, b) => a.plus(b)),
  AddV2: elementwise((a, b) => a.plus(b)),
  // To int32 and int64, which are one type in tfjs; of other types no elements are known.
  Cast: (call) => (isInteger(call) ? call.ints(0) : undefined),
  ConcatV2: concatenated,
  ExpandDims: copied,
  FloorDiv: elementwise((a, b) => (b.value === undefined ? Size.unknown : a.floorDivide(b.value))),
  GatherV2: gathered,
  Identity: copied,
  Mul: elementwise((a, b) => a.times(b)),
  Pack: (call) => joined(call, call.inputCount),
  Prod: product,
  Reshape: copied,
  Shape: (call) => call.dims(0),
  Squeeze: copied,
  StridedSlice: stridedSlice,
  Sub: elementwise((a, b) => a.minus(b)),
};

function isInteger({ node }: Call): boolean {
  const type = (node.attr.DstT as { type?: unknown } | undefined)?.type;
  return type === 'DT_INT32' || type === 'DT_INT64' || type === 3 || type === 9;
}

/** Of lists as long as each other, or with a single number. */
function elementwise(operation: (a: Size, b: Size) => Size): (call: Call) => Ints {
  return (call) => {
    const [a, b] = [call.ints(0), call.ints(1)];
    if (a === undefined || b === undefined) return undefined;
    if (a.length !== b.length && a.length !== 1 && b.length !== 1) return undefined;
    // Of higher rank than a list they could be stretched along two axes.
    if ([0, 1].some((k) => (call.dims(k)?.length ?? 2) > 1)) return undefined;
    return Array.from({ length: a.length === 1 ? b.length : a.length }, (_, k) =>
      operation(a[k] ?? a[0]!, b[k] ?? b[0]!),
    );
  };
}

/** Lists, or single numbers, one after the other. */
function joined(call: Call, count: number): Ints {
  const all: Size[] = [];
  for (let k = 0; k < count; k++) {
    const ints = call.ints(k);
    if (ints === undefined || (call.dims(k)?.length ?? 2) > 1 || all.length + ints.length > MAX_INTS) return undefined;
    all.push(...ints);
  }
  // `Pack` along another axis than the first would interleave lists.
  return intAttr(call.node, 'axis') === 0 ? all : undefined;
}

function concatenated(call: Call): Ints {
  return joined(call, call.inputCount - 1);
}

function gathered(call: Call): Ints {
  const [list, at] = [call.ints(0), call.numbers(1)];
  if (list === undefined || at === undefined || call.dims(0)?.length !== 1) return undefined;
  return at.every((k) => k >= 0 && k < list.length) ? at.map((k) => list[k]!) : undefined;
}

function product(call: Call): Ints {
  const list = call.ints(0);
  return list && call.dims(0)?.length === 1 && call.axes(1, 1)?.length === 1 ? [Size.product(list)] : undefined;
}

/** Of a list, forwards: an element, or some of them. */
function stridedSlice(call: Call): Ints {
  const list = call.ints(0);
  const [begins, ends, steps] = [1, 2, 3].map((k) => call.numbers(k));
  const [begin, end, step] = [begins?.[0], ends?.[0], steps?.[0]];
  if (list === undefined || call.dims(0)?.length !== 1 || begins?.length !== 1) return undefined;
  if (begin === undefined || end === undefined || step === undefined || step < 1) return undefined;
  const { node } = call;
  if (intAttr(node, 'ellipsis_mask') !== 0 || intAttr(node, 'new_axis_mask') !== 0) return undefined;
  const first = intAttr(node, 'begin_mask') === 0 ? begin : 0;
  if (intAttr(node, 'shrink_axis_mask') !== 0) {
    const element = list.at(first);
    return element === undefined ? undefined : [element];
  }
  const last = intAttr(node, 'end_mask') === 0 ? end : list.length;
  return list.slice(first, last).filter((_, k) => k % step === 0);
}
