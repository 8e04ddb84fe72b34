import { type NodeProto, TensorProto_DataType } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import { nameOfNumber, quoted } from '../graph/names.ts';
import { axesFromFront } from '../symbolic/call.ts';
import { Size, symbolOf } from '../symbolic/size.ts';
import { assuming, type Knowledge, type Substitution } from '../symbolic/substitute.ts';
import { dimsThrough, type Grouping, isImageOf, proveGrouping } from './grouping.ts';
import { prove, Unproven } from './proof.ts';
import { viewsBefore } from './trail.ts';
import { proveWindows, type Unfold, unfoldAt, type Windows } from './windows.ts';

/** A product of unfolded windows with something else. */
export interface Product {
  node: NodeProto;
  unfold: Unfold;
  /** The `Transpose` after the unfold, if there is one, and the views after that. */
  transpose: NodeProto | undefined;
  views: readonly NodeProto[];
  /** The other factor. */
  weights: string;
}

/** Proven: a value is the involution of `x` by `w`. */
export interface Match {
  x: string;
  w: string;
  windows: Windows;
  grouping: Grouping;
  /** `[N, C, Ho, Wo]` in the terms of X. */
  dims: readonly Size[];
}

/** The product that a `Mul` makes of unfolded windows, if it does. */
export function productAt(node: NodeProto, index: GraphIndex): Product | undefined {
  if (index.producerOf(node.output[0], 'Mul') !== node) return undefined;
  for (const [k, factor] of node.input.entries()) {
    const { source, views } = viewsBefore(factor, index);
    const transpose = index.producerOf(source, 'Transpose');
    const unfold = unfoldAt(index.producerOf(transpose?.input[0] ?? source, 'Gather'), index);
    const weights = node.input[1 - k];
    if (unfold !== undefined && weights !== undefined) return { node, unfold, transpose, views, weights };
  }
  return undefined;
}

/** The sum that some views show at the end of an involution: the `ReduceSum` and the views after it. */
export function sumBefore(
  value: string,
  index: GraphIndex,
): { reduce: NodeProto; views: readonly NodeProto[] } | undefined {
  const { source, views } = viewsBefore(value, index);
  const reduce = index.producerOf(source, 'ReduceSum');
  return reduce && { reduce, views };
}

/**
 * Proves that the last of some views after a sum is an involution.
 *
 * Where X and W have sizes that the model calls by one name, no runtime checks that these agree, but the Involution node
 * does. So what follows from it may be used in the proof.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveInvolution(
  product: Product,
  reduce: NodeProto,
  views: readonly NodeProto[],
  known: Knowledge,
  index: GraphIndex,
): Match {
  try {
    return proveWith(product, reduce, views, known, index);
  } catch (error) {
    const agreement = error instanceof Unproven ? agreedSizes(product, known, index) : undefined;
    if (agreement === undefined) throw error;
    const match = proveWith(product, reduce, views, assuming(known, agreement.sizes), index);
    // Of another value the node checks nothing.
    prove(match.w === agreement.w, 'sizes of one name may differ');
    return match;
  }
}

/** Which of the sizes of W are those of X by name: what W is, and by symbol of W the size of X. */
function agreedSizes(
  { unfold, transpose, weights }: Product,
  known: Knowledge,
  index: GraphIndex,
): { w: string; sizes: Substitution } | undefined {
  const { dims } = proveWindows(unfold, transpose, known, index);
  const expected = [dims[0]!, undefined, dims[4]!, dims[5]!];
  const { source: w } = viewsBefore(weights, index);
  const own = known.get(w).dims;
  if (own?.length !== 4) return undefined;
  const sizes = new Map<string, Size>();
  for (const [axis, size] of own.entries()) {
    const other = expected[axis];
    const name = known.statedName(size);
    if (other === undefined || size.equals(other) || name === undefined) continue;
    if (known.statedName(other) === name) sizes.set(symbolOf(size)!, other);
  }
  return sizes.size === 0 ? undefined : { w, sizes };
}

function proveWith(
  product: Product,
  reduce: NodeProto,
  views: readonly NodeProto[],
  known: Knowledge,
  index: GraphIndex,
): Match {
  const { node, unfold, transpose, weights } = product;
  for (const value of [node.output[0]!, reduce.output[0]!, ...views.slice(0, -1).map(({ output }) => output[0]!)]) {
    prove(index.readsOf(value) === 1, `${quoted(value)}, which the involution would not make, is used elsewhere too`);
  }
  const windows = proveWindows(unfold, transpose, known, index);
  const seen = dimsThrough(product.views, windows.shape, known);
  const factor = known.get(weights).dims;
  prove(seen !== undefined, 'the shape in which its windows are multiplied is not known');
  prove(factor !== undefined, `the rank of its weights ${quoted(weights)} is not known`);
  const axis = summedAxis(reduce, seen.length, known);
  prove(axis !== undefined, 'the product is not summed over one known axis');
  const grouping = proveGrouping({ windows: seen, weights: factor, axis }, windows);
  const w = weightsBehind(weights, windows, grouping, known, index);
  proveFloat32([windows.x, w], known);
  return {
    x: windows.x,
    w,
    windows,
    grouping,
    dims: provenResult(reduce, views, { seen, axis, windows, grouping }, known),
  };
}

function summedAxis(reduce: NodeProto, rank: number, known: Knowledge): number | undefined {
  const given = known.call(reduce).axes(1);
  const axes = Array.isArray(given) ? axesFromFront(given, rank) : undefined;
  return axes?.length === 1 ? axes[0] : undefined;
}

/** The value nearest to the product that has the weights as `[N, G·Kh·Kw, Ho, Wo]`. */
function weightsBehind(
  weights: string,
  { kernel_shape: [kernelHeight, kernelWidth] }: Windows,
  grouping: Grouping,
  known: Knowledge,
  index: GraphIndex,
): string {
  const channels = Size.of(grouping.group * kernelHeight * kernelWidth);
  const { source, views } = viewsBefore(weights, index);
  const values = [source, ...views.map(({ output }) => output[0]!)].reverse();
  const w = values.find((value) => isImageOf(known.get(value).dims, channels, grouping));
  const reason = index.producerOf(source, 'Transpose') ? ': they are transposed, as those in tap-major order are' : '';
  prove(w !== undefined, `its weights are no view of a [N, G·Kh·Kw, Ho, Wo] in group-major order${reason}`);
  return w;
}

function proveFloat32(values: readonly string[], known: Knowledge): void {
  const types = values.map((value) => known.get(value).elementType);
  // Both factors of a `Mul` have the same type.
  const type = types.find((candidate) => candidate !== undefined);
  const { FLOAT } = TensorProto_DataType;
  prove(
    type === FLOAT,
    `its elements are ${type === undefined ? 'of unknown type' : nameOfNumber(TensorProto_DataType, type)}, not FLOAT`,
  );
}

interface Summed {
  seen: readonly Size[];
  axis: number;
  windows: Windows;
  grouping: Grouping;
}

function provenResult(
  reduce: NodeProto,
  views: readonly NodeProto[],
  { seen, axis, windows, grouping }: Summed,
  known: Knowledge,
): readonly Size[] {
  const [n, c, , , outHeight, outWidth] = windows.dims as [Size, Size, Size, Size, Size, Size];
  const channels = Size.product(seen.slice(1, axis));
  const keepsAxis = known.call(reduce).int('keepdims', 1) !== 0;
  const afterSum = (dims: readonly Size[]) =>
    dims.flatMap((size, k) => (k !== axis ? [size] : keepsAxis ? [Size.of(1)] : []));
  // The sizes of the result can be told in the model's terms or in those of the windows; either will do.
  const isFlat = seen.length - axis === 2;
  const spatial = isFlat ? [outHeight.times(outWidth)] : [outHeight, outWidth];
  const exact = [n, ...seen.slice(1, axis + 1), ...spatial];
  const isResult = [seen, exact].some((dims) =>
    isImageOf(dimsThrough(views, afterSum(dims), known), channels, grouping),
  );
  prove(isResult, 'the sum cannot be proven to be seen as [N, C, Ho, Wo]');
  return [n, c, outHeight, outWidth];
}
