// Sums of products, one for each tap, which some networks write in place of windows.
import type { NodeProto } from '@involution/onnx-messages';
import { indexOf, prove } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { broadcast } from './contraction.ts';
import { type Match, proveSum, proveUnusedElsewhere } from './match.ts';
import { type Chain, chainsTo, movedImages, selections, uniteTaps } from './pieces.ts';

/** More terms are not looked at. */
const MAX_TERMS = 225;

/** Fewer are no sum over taps, but anything. */
const MIN_TERMS = 2;

/** Products that are added up, each of a part of one value and a part of another. */
export interface TapSum {
  /** The first factor of each product, and the second. */
  readonly factors: readonly [readonly Chain[], readonly Chain[]];
  /** Values between the factors and the result. */
  readonly inner: readonly string[];
}

/**
 * The products whose sum a node makes, if they look like the taps of windows, parts of an image times parts of weights, and if it
 * is not a part of a longer sum.
 */
export function tapSumAt(node: NodeProto, index: GraphIndex): TapSum | undefined {
  const [output] = node.output;
  if (index.producerOf(output, 'Add', 'Sum') !== node || isPartOfSum(output!, index)) return undefined;
  const products: NodeProto[] = [];
  const inner: string[] = [];
  const waiting = [...node.input].reverse();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const term = index.producerOf(value, 'Add', 'Mul', 'Sum');
    if (term === undefined || products.length === MAX_TERMS) return undefined;
    inner.push(value);
    if (term.opType === 'Mul') products.push(term);
    else waiting.push(...[...term.input].reverse());
  }
  if (products.length < MIN_TERMS) return undefined;
  const [first, second] = [chainsOf(products, 0, index), chainsOf(products, 1, index)];
  return first && second && { factors: [first, second], inner };
}

function isPartOfSum(value: string, index: GraphIndex): boolean {
  const reader = index.onlyReaderOf(value);
  return reader !== undefined && index.producerOf(reader.output[0], 'Add', 'Sum') === reader;
}

/**
 * Proves that a sum over taps is an involution.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveTapSum(sum: TapSum, side: 0 | 1, known: Knowledge, index: GraphIndex): Match {
  proveUnusedElsewhere(sum.inner, index);
  const [image, weights] = [sum.factors[side], sum.factors[side === 0 ? 1 : 0]];
  const [x, w] = [image[0]!.source, weights[0]!.source];
  const [imageDims, weightDims] = [known.get(x).dims, known.get(w).dims];
  prove(imageDims?.length === 4, `the rank of ${quoted(x)} is not known to be 4`);
  prove(weightDims !== undefined, `the rank of ${quoted(w)} is not known`);
  const [imageAxes, weightAxes] = [imageDims.map(indexOf), weightDims.map(indexOf)];
  const moved = movedImages(image, imageAxes, known);
  const selected = selections(weights, weightAxes, known);
  uniteTaps(selected.chosen, moved.taps, moved.tapOf);
  const axes = broadcast(moved.axes, selected.axes);
  const windows = { source: x, sourceAxes: imageAxes, axes: moved.axes, cuts: moved.cuts, enlargement: undefined };
  return proveSum(
    { ...windows, steps: [] },
    {
      source: w,
      sourceAxes: weightAxes,
      axes: selected.axes,
      cuts: [],
      enlargement: undefined,
      steps: [{ value: w, axes: weightAxes }],
    },
    { axes, summed: moved.taps.flat() },
    known,
    index,
  );
}

/** `undefined` where these factors are not parts of one value. */
function chainsOf(products: readonly NodeProto[], side: 0 | 1, index: GraphIndex): readonly Chain[] | undefined {
  const chains = chainsTo(
    products.map(({ input }) => input[side] ?? ''),
    index,
  );
  return chains?.some(({ nodes }) => nodes.length > 0) ? chains : undefined;
}
