// Nodes that move the elements of a value, and what its axes stand for after them.

import type { NodeProto } from '@involution/onnx-messages';
import {
  type Axes,
  type IndexList,
  indexOf,
  isSame,
  partsOf,
  prove,
  regrouped,
  Size,
  sizesOf,
} from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axesFromFront, Call } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { permuted, VIEWS, viewDims } from '../symbolic/views.ts';
import type { Indices } from './windows.ts';

/** More nodes in a row are not looked through. No exporter writes as many, and each node looks at those before it. */
const MAX_NODES = 32;

/** Nodes that move elements, between two values, in the order in which they run. */
export interface Trail {
  readonly source: string;
  readonly nodes: readonly NodeProto[];
  /** Of each node, the output that leads on. */
  readonly values: readonly string[];
}

/** Windows along an axis. */
export interface Cut {
  /** Of the source. */
  readonly axis: number;
  readonly indices: Indices;
  /** What the two axes of the indices stand for. */
  readonly pair: readonly [Axes[number], Axes[number]];
  /** Zeros around the source. */
  readonly pads: readonly [number, number];
}

/** What the windows along an axis are cut by. */
export function cutOf(
  axis: number,
  name: string,
  { taps, dilation, stride }: Readonly<Record<'taps' | 'dilation' | 'stride', number>>,
  positions: IndexList,
  pads: Cut['pads'] = [0, 0],
): Cut {
  const sizes = [Size.of(taps), ...sizesOf([positions], 'first')] as unknown as Indices['sizes'];
  const steps = [taps > 1 ? dilation : undefined, sizes[1].is(1) ? undefined : stride] as const;
  return { axis, indices: { name, sizes, steps }, pair: [indexOf(sizes[0]), positions], pads };
}

/** Operators that {@link moved} knows: views and transpositions. */
export const MOVES: readonly string[] = [...VIEWS, 'Transpose'];

/** The views and transpositions that lead to a value. */
export function trailBefore(value: string, index: GraphIndex): Trail {
  return follow(value, (source) => index.producerOf(source, ...MOVES));
}

/** The nodes before a value that are of some kind, and what the first of them reads. */
export function follow(
  value: string,
  producer: (value: string) => NodeProto | undefined,
  inputOf: (node: NodeProto) => string | undefined = ({ input }) => input[0],
): Trail {
  const nodes: NodeProto[] = [];
  const values: string[] = [];
  let source = value;
  while (nodes.length < MAX_NODES) {
    const node = producer(source);
    const input = node && inputOf(node);
    if (node === undefined || input === undefined) break;
    nodes.unshift(node);
    values.unshift(source);
    source = input;
  }
  return { source, nodes, values };
}

/** The rest of a trail, from one of its nodes on. */
export function trailFrom({ source, nodes, values }: Trail, first: number): Trail {
  return {
    source: first === 0 ? source : values[first - 1]!,
    nodes: nodes.slice(first),
    values: values.slice(first),
  };
}

/** What the axes of the result of a view or a transposition stand for. */
export function moved(node: NodeProto, axes: Axes, known: Knowledge): Axes {
  if (node.opType === 'Transpose') {
    const perm = axesFromFront(known.call(node).list('perm') ?? [...axes.keys()].reverse(), axes.length);
    prove(perm?.length === axes.length, `${quoted(node.output[0]!)} is transposed by no permutation of its axes`);
    return permuted(axes, perm);
  }
  const others = node.input.slice(1).map((value) => (value === '' ? {} : known.get(value)));
  for (const which of ['first', 'last'] as const) {
    const dims = viewDims(new Call(node, [{ dims: sizesOf(axes, which) }, ...others]));
    const result = dims && regrouped(axes.flat(), dims);
    if (result !== undefined) return result;
  }
  prove(false, `what the axes of ${quoted(node.output[0]!)} are cannot be told from its shape`);
}

/** The axis of the source that indices are all of and nothing else; −1 where there is none. */
export function sourceAxisOf(indices: IndexList, sourceAxes: Axes): number {
  const parts = partsOf(indices);
  return parts.length === 1 ? sourceAxes.findIndex((own) => isSame(own, parts)) : -1;
}
