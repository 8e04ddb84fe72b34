// Values that are parts of one: slices of an image, each moved by some pixels, or of its weights.

import type { NodeProto } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { follow, MOVES, type Trail, trailFrom } from './moves.ts';
import { zeroPadBefore } from './pads.ts';

/** More values are not looked at. */
const MAX_PARTS = 1024;

/** What some values are parts of, and the nodes that lead from there to each. */
export interface Parts {
  readonly whole: string;
  /** One that begins elsewhere leads to what is no part of it. */
  readonly trails: readonly Trail[];
}

/** For each graph: what was found out of each `Concat`. */
const ofConcats = new WeakMap<GraphIndex, Map<NodeProto, Parts | undefined>>();

/** What those are parts of that a `Concat` puts after each other. */
export function partsOfConcat(concat: NodeProto, known: Knowledge, index: GraphIndex): Parts | undefined {
  const before = ofConcats.get(index) ?? new Map<NodeProto, Parts | undefined>();
  ofConcats.set(index, before);
  if (!before.has(concat)) {
    before.set(concat, partsOfMost(concat.input, known, index));
  }
  return before.get(concat);
}

/** What all of some values are parts of, or at least the first two of more: then it is of use to say which is none. */
export function partsOfMost(values: readonly string[], known: Knowledge, index: GraphIndex): Parts | undefined {
  const parts = partsOfOne(values, known, index);
  const firsts = parts === undefined && values.length > 2 ? partsOfOne(values.slice(0, 2), known, index) : undefined;
  return firsts ? { ...firsts, trails: values.map((value) => wayTo(value, known, index)) } : parts;
}

/** The nearest value that all of some values are parts of, if there is one and one of them is not all of it. */
export function partsOfOne(values: readonly string[], known: Knowledge, index: GraphIndex): Parts | undefined {
  if (values.length > MAX_PARTS) return undefined;
  const ways = values.map((value) => wayTo(value, known, index));
  const visited = ways.map((way) => [way.source, ...way.values]);
  const others = visited.slice(1).map((each) => new Set(each));
  // What one value is a part of may be anything before it.
  const from = others.length === 0 ? (visited[0] ?? []) : [...visited[0]!].reverse();
  const whole = from.find((value) => others.every((each) => each.has(value)));
  if (whole === undefined) return undefined;
  const trails = ways.map((way, k) => trailFrom(way, visited[k]!.indexOf(whole)));
  const areParts = trails.some(({ nodes }) => nodes.some(({ opType }) => !MOVES.includes(opType)));
  return areParts ? { whole, trails } : undefined;
}

function wayTo(value: string, known: Knowledge, index: GraphIndex): Trail {
  return follow(
    value,
    (source) => {
      const concat = index.producerOf(source, 'Concat');
      if (concat !== undefined) return partsOfConcat(concat, known, index) && concat;
      return (
        index.producerOf(source, 'Gather', 'Resize', 'Slice', 'Split', ...MOVES) ?? zeroPadBefore(source, known, index)
      );
    },
    (node) => (node.opType === 'Concat' ? partsOfConcat(node, known, index)?.whole : node.input[0]),
  );
}
