// Operators that show the elements of a tensor, in row-major order, in another shape.
import { divideProducts, Size } from '@involution/symbolic';
import { intsAttr } from '../graph/node.ts';
import { axesFromFront, type Call } from './call.ts';
import { sliced } from './slices.ts';
import type { Dims } from './value-info.ts';

const VIEW_RULES: Readonly<Record<string, (dims: Dims, call: Call) => Dims | undefined>> = {
  ExpandDims: expandedDims,
  Identity: (dims) => dims,
  Reshape: reshapedDims,
  Squeeze: squeezedDims,
  // New axes, and nothing left out: `w[..., tf.newaxis]`.
  StridedSlice: (dims, call) => {
    const slice = sliced(dims, call);
    return slice?.isWhole ? slice.dims : undefined;
  },
};

/** These operators. */
export const VIEWS: readonly string[] = Object.keys(VIEW_RULES);

/** The shape in which such an operator shows a tensor of some shape; unknown sizes are `Size.unknown`. */
export function viewDims(dims: Dims, call: Call): Dims | undefined {
  return VIEW_RULES[call.node.op]?.(dims, call);
}

/** Sizes of tensors are taken to be 1 or more, so a symbolic one is not the −1 that has a meaning of its own. */
function reshapedDims(dims: Dims, call: Call): Dims | undefined {
  const target = call.ints(1);
  if (target === undefined || target.some(({ value }) => value !== undefined && (value < -1 || value === 0)))
    return undefined;
  const others = target.filter((size) => !size.is(-1));
  if (others.length < target.length - 1) return undefined;
  return target.map((size) => (size.is(-1) ? divideProducts(dims, others) : size));
}

function expandedDims(dims: Dims, call: Call): Dims | undefined {
  const [axis, ...more] = call.axes(1, dims.length + 1) ?? [];
  if (axis === undefined || more.length > 0) return undefined;
  return [...dims.slice(0, axis), Size.of(1), ...dims.slice(axis)];
}

function squeezedDims(dims: Dims, { node }: Call): Dims | undefined {
  const axes = axesFromFront(intsAttr(node, 'squeeze_dims') ?? intsAttr(node, 'axis') ?? [], dims.length);
  if (axes === undefined) return undefined;
  if (axes.length > 0) return dims.filter((_, axis) => !axes.includes(axis));
  // Without axes every size of 1 goes, so each must be known; those that are sizes of tensors can be 1 in some run.
  return dims.every(({ value }) => value !== undefined) ? dims.filter((size) => !size.is(1)) : undefined;
}
