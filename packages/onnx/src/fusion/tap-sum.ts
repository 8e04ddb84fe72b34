// Sums of products, one for each tap, which some networks write in place of windows.
import type { NodeProto } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { broadcast } from './contraction.ts';
import { indexOf } from './indices.ts';
import { type Match, proveSum } from './match.ts';
import { chainsTo, movedImages, selections, uniteTaps } from './pieces.ts';
import { prove } from './proof.ts';

/** More terms are not looked at. */
const MAX_TERMS = 225;

/** Fewer are no sum over taps, but anything. */
const MIN_TERMS = 2;

/** Products that are added up. */
export interface TapSum {
  readonly node: NodeProto;
  readonly products: readonly NodeProto[];
  /** Values between the factors and the result. */
  readonly inner: readonly string[];
}

/** The products whose sum a node makes, if it does, and if it is not a part of a longer sum. */
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
  return products.length < MIN_TERMS ? undefined : { node, products, inner };
}

function isPartOfSum(value: string, index: GraphIndex): boolean {
  const reader = index.onlyReaderOf(value);
  return reader !== undefined && index.producerOf(reader.output[0], 'Add', 'Sum') === reader;
}

/** Whether what a sum is of looks like the taps of windows: parts of two values, of which one may be an image. */
export function isOfParts({ products }: TapSum, index: GraphIndex): boolean {
  return ([0, 1] as const).every((side) => chainsOf(products, side, index)?.some(({ nodes }) => nodes.length > 0));
}

/**
 * Proves that a sum over taps is an involution.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveTapSum(sum: TapSum, side: 0 | 1, known: Knowledge, index: GraphIndex): Match {
  for (const value of sum.inner) {
    prove(index.readsOf(value) === 1, `${quoted(value)}, which the involution would not make, is used elsewhere too`);
  }
  const [image, weights] = [chainsOf(sum.products, side, index)!, chainsOf(sum.products, side === 0 ? 1 : 0, index)!];
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

function chainsOf(products: readonly NodeProto[], side: 0 | 1, index: GraphIndex) {
  return chainsTo(
    products.map(({ input }) => input[side] ?? ''),
    index,
  );
}
