import {
  type Axis,
  type InvolutionGeometry,
  kernelShapeFor,
  printable,
  resolveGeometry,
  resolveOptions,
  tapCount,
  unexpected,
} from '@involution/core';
import type { NodeProto } from '@involution/onnx-messages';
import { quotedNode } from '../graph/names.ts';
import type { Dims, NodeSite } from '../graph/node-sites.ts';
import {
  type ExplicitOptions,
  inModelTerms,
  type OperandPair,
  type OperatorAttributes,
  readAttributes,
} from './operator.ts';

/**
 * Checks one involution node as far as the model tells its shapes.
 *
 * @returns Its attributes.
 * @throws InvolutionError with core's code, the node named in `argument`; `INVALID_MODEL` when the node has another
 * number of inputs or outputs than the operator.
 */
export function checkNode({ node, shapeOf }: NodeSite): OperatorAttributes {
  requireNames(`${quotedNode(node)}, inputs`, node.input, 2, 'two inputs, X and W');
  requireNames(`${quotedNode(node)}, outputs`, node.output, 1, 'one output, Y');
  const attributes = readAttributes(node);
  const [x, kernel] = [shapeOf(node.input[0]!), shapeOf(node.input[1]!)];
  inModelTerms(node, attributes, { x: shown(x), kernel: shown(kernel) }, (options) => {
    const complete = completeShapes(options, x, kernel);
    resolveGeometry(complete.x, complete.kernel, options);
  });
  return attributes;
}

/**
 * What a node and the shapes of its operands ask for.
 *
 * @param attributes The node's.
 * @param shapes Of X, `[N, C, …]`, and of W.
 * @throws InvolutionError core's, in the terms of the model.
 */
export function geometryOf(
  node: NodeProto,
  attributes: OperatorAttributes,
  shapes: OperandPair<readonly number[]>,
): InvolutionGeometry {
  return inModelTerms(node, attributes, shapes, (options) => resolveGeometry(shapes.x, shapes.kernel, options));
}

function requireNames(argument: string, names: readonly string[], count: number, expected: string): void {
  // An empty name is how ONNX leaves out an optional input or output; here none is optional.
  if (names.length === count && !names.includes('')) return;
  const got = names.length > count ? `${names.length} names` : names.map((name) => printable(name));
  throw unexpected('INVALID_MODEL', argument, got, expected);
}

/**
 * Fills each size that the model leaves dynamic with one that suits the others, so that core can judge those that it does
 * state: the channels of a model with a symbolic batch, for instance.
 */
function completeShapes(
  options: ExplicitOptions,
  x: Dims = new Array<undefined>(options.kernelSize.length + 2).fill(undefined),
  kernel: Dims = x.map(() => undefined),
): OperandPair<readonly number[]> {
  const { kernelSize, pad } = options;
  const rank = kernelSize.length;
  // Core refuses it whatever the sizes, before it looks at W.
  if (x.length !== rank + 2) return { x: x.map((size) => size ?? 1), kernel: [] };

  const { windows } = resolveOptions(options, rank);
  const isSeparate = kernel.length === 2 * rank + 2;
  const kernelGroups = isSeparate ? kernel[1] : kernel[1] && kernel[1] / tapCount({ axes: windows });
  const inferred = options.groups ?? kernelGroups ?? 1;
  // A number of groups that is none is an error of core's; until then any number does.
  const groups = Number.isSafeInteger(inferred) ? inferred : 1;
  const batch = x[0] ?? kernel[0] ?? 1;
  const spatial = windows.map((window, axis) => {
    const outSize = kernel.at(axis - rank) ?? 1;
    const [padBefore, padAfter] = pad[axis]!;
    return x[axis + 2] ?? sizeFor({ ...window, outSize, padBefore, padAfter });
  });
  const xShape = [batch, x[1] ?? groups, ...spatial];
  const suited = kernelShapeFor(xShape, { ...options, groups });
  const fill = isSeparate ? [batch, groups, ...kernelSize, ...suited.slice(2)] : suited;
  return { x: xShape, kernel: kernel.map((size, axis) => size ?? fill[axis] ?? 1) };
}

/** An input size with these outputs, or 1 where none has so few. */
function sizeFor({ outSize, kernelSize, stride, dilation, padBefore, padAfter }: Omit<Axis, 'inSize'>): number {
  const needed = (outSize - 1) * stride + dilation * (kernelSize - 1) + 1;
  // Up to a stride minus one of the last positions may go unread, so the smallest size is not the only one.
  return Math.max(1, needed - padBefore - padAfter);
}

/** A shape for a message. */
function shown(dims: Dims | undefined): unknown {
  return dims?.includes(undefined) ? `[${dims.map((size) => size ?? '?').join(', ')}]` : dims;
}
