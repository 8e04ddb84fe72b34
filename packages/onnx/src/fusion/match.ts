import { type NodeProto, TensorProto_DataType } from 'onnx-buf';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axesFromFront } from '../symbolic/call.ts';
import type { Environment } from '../symbolic/environment.ts';
import { Size } from '../symbolic/size.ts';
import { dimsThrough, type Grouping, isImageOf, proveGrouping } from './grouping.ts';
import { prove } from './proof.ts';
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

/** Views between two values, in the order in which they run. */
interface Trail {
  source: string;
  views: readonly NodeProto[];
}

const VIEWS = ['Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze'] as const;

/** More views in a row are not looked through. No exporter writes as many, and each node looks at those before it. */
const MAX_VIEWS = 16;

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
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveInvolution(
  product: Product,
  reduce: NodeProto,
  views: readonly NodeProto[],
  environment: Environment,
  index: GraphIndex,
): Match {
  const { node, unfold, transpose, weights } = product;
  for (const value of [node.output[0]!, reduce.output[0]!, ...views.slice(0, -1).map(({ output }) => output[0]!)]) {
    prove(index.readsOf(value) === 1, `${quoted(value)}, which the involution would not make, is used elsewhere too`);
  }
  const windows = proveWindows(unfold, transpose, environment, index);
  const seen = dimsThrough(product.views, windows.shape, environment);
  const factor = environment.get(weights).dims;
  prove(seen !== undefined, 'the shape in which its windows are multiplied is not known');
  prove(factor !== undefined, `the rank of its weights ${quoted(weights)} is not known`);
  const axis = summedAxis(reduce, seen.length, environment);
  prove(axis !== undefined, 'the product is not summed over one known axis');
  const grouping = proveGrouping({ windows: seen, weights: factor, axis }, windows);
  const w = weightsBehind(weights, windows, grouping, environment, index);
  proveFloat32([windows.x, w], environment);
  return {
    x: windows.x,
    w,
    windows,
    grouping,
    dims: provenResult(reduce, views, { seen, axis, windows, grouping }, environment),
  };
}

function viewsBefore(value: string, index: GraphIndex): Trail {
  const views: NodeProto[] = [];
  let source = value;
  while (views.length < MAX_VIEWS) {
    const view = index.producerOf(source, ...VIEWS);
    if (view === undefined) return { source, views: views.reverse() };
    views.push(view);
    source = view.input[0]!;
  }
  return { source, views: views.reverse() };
}

function summedAxis(reduce: NodeProto, rank: number, environment: Environment): number | undefined {
  const given = environment.call(reduce).axes(1);
  const axes = Array.isArray(given) ? axesFromFront(given, rank) : undefined;
  return axes?.length === 1 ? axes[0] : undefined;
}

/** The value nearest to the product that has the weights as `[N, G·Kh·Kw, Ho, Wo]`. */
function weightsBehind(
  weights: string,
  { kernel_shape: [kernelHeight, kernelWidth] }: Windows,
  grouping: Grouping,
  environment: Environment,
  index: GraphIndex,
): string {
  const channels = Size.of(grouping.group * kernelHeight * kernelWidth);
  const { source, views } = viewsBefore(weights, index);
  const values = [source, ...views.map(({ output }) => output[0]!)].reverse();
  const w = values.find((value) => isImageOf(environment.get(value).dims, channels, grouping));
  const reason = index.producerOf(source, 'Transpose') ? ': they are transposed, as those in tap-major order are' : '';
  prove(w !== undefined, `its weights are no view of a [N, G·Kh·Kw, Ho, Wo] in group-major order${reason}`);
  return w;
}

function proveFloat32(values: readonly string[], environment: Environment): void {
  const types = values.map((value) => environment.get(value).elementType);
  // Both factors of a `Mul` have the same type.
  const type = types.find((candidate) => candidate !== undefined);
  const { FLOAT } = TensorProto_DataType;
  prove(
    type === FLOAT,
    `its elements are ${type === undefined ? 'of unknown type' : TensorProto_DataType[type]}, not FLOAT`,
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
  environment: Environment,
): readonly Size[] {
  const [n, c, , , outHeight, outWidth] = windows.dims as [Size, Size, Size, Size, Size, Size];
  const channels = Size.product(seen.slice(1, axis));
  const keepsAxis = environment.call(reduce).int('keepdims', 1) !== 0;
  const afterSum = (dims: readonly Size[]) =>
    dims.flatMap((size, k) => (k !== axis ? [size] : keepsAxis ? [Size.of(1)] : []));
  // The sizes of the result can be told in the model's terms or in those of the windows; either will do.
  const isFlat = seen.length - axis === 2;
  const spatial = isFlat ? [outHeight.times(outWidth)] : [outHeight, outWidth];
  const exact = [n, ...seen.slice(1, axis + 1), ...spatial];
  const isResult = [seen, exact].some((dims) =>
    isImageOf(dimsThrough(views, afterSum(dims), environment), channels, grouping),
  );
  prove(isResult, 'the sum cannot be proven to be seen as [N, C, Ho, Wo]');
  return [n, c, outHeight, outWidth];
}
