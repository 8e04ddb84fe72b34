import { type InvolutionGeometry, kernelShapeFor, printable, resolveGeometry, unexpected } from '@involution/core';
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

/** A shape of rank 4 of which no size is known. */
const UNKNOWN: Dims = [undefined, undefined, undefined, undefined];

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
  const stated = { x: shown(x), kernel: shown(kernel) };
  inModelTerms(node, attributes, stated, (options) =>
    resolve(node, completeShapes(x, kernel, options), options, stated),
  );
  return attributes;
}

/**
 * What a node and the shapes of its operands ask for.
 *
 * @param attributes The node's.
 * @param shapes Of X, `[N, C, H, W]`, and of W.
 * @throws InvolutionError core's, in the terms of the model.
 */
export function geometryOf(
  node: NodeProto,
  attributes: OperatorAttributes,
  shapes: OperandPair<readonly number[]>,
): InvolutionGeometry {
  return inModelTerms(node, attributes, shapes, (options) => resolve(node, shapes, options, shapes));
}

function resolve(
  node: NodeProto,
  { x, kernel }: OperandPair<readonly number[]>,
  options: ExplicitOptions,
  stated: OperandPair<unknown>,
): InvolutionGeometry {
  if (x.length === 4) return resolveGeometry(x, kernel, options);
  throw unexpected('INVALID_SHAPE', `${quotedNode(node)}, input X`, stated.x, 'of rank 4, [N, C, H, W]');
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
function completeShapes(x: Dims = UNKNOWN, kernel: Dims = UNKNOWN, options: ExplicitOptions) {
  const hasRanks = x.length === 4 && (kernel.length === 4 || kernel.length === 6);
  // Core takes no such ranks whatever the sizes.
  if (!hasRanks) return { x: x.map((size) => size ?? 1), kernel: kernel.map((size) => size ?? 1) };

  const taps = options.kernelSize[0] * options.kernelSize[1];
  const [kernelBatch, outHeight, outWidth] = [kernel[0], kernel.at(-2), kernel.at(-1)];
  const kernelGroups = kernel.length === 6 ? kernel[1] : kernel[1] && kernel[1] / taps;
  const inferred = options.groups ?? kernelGroups ?? 1;
  // A number of groups that is none is an error of core's; until then any number does.
  const groups = Number.isSafeInteger(inferred) ? inferred : 1;
  const batch = x[0] ?? kernelBatch ?? 1;
  const xShape = [
    batch,
    x[1] ?? groups,
    x[2] ?? sizeFor(outHeight ?? 1, 0, options),
    x[3] ?? sizeFor(outWidth ?? 1, 1, options),
  ];
  const suited = kernelShapeFor(xShape, { ...options, groups });
  const fill = kernel.length === 6 ? [batch, groups, ...options.kernelSize, ...suited.slice(2)] : suited;
  return { x: xShape, kernel: fill.map((size, axis) => kernel[axis] ?? size) };
}

/** An input size with `positions` outputs, or 1 where none has so few. */
function sizeFor(positions: number, axis: 0 | 1, { kernelSize, strides, dilations, pad }: ExplicitOptions): number {
  const needed = (positions - 1) * strides[axis] + dilations[axis] * (kernelSize[axis] - 1) + 1;
  // Up to a stride minus one of the last rows may go unread, so the smallest size is not the only one.
  return Math.max(1, needed - pad[axis][0] - pad[axis][1]);
}

/** A shape for a message. */
function shown(dims: Dims | undefined): unknown {
  return dims?.includes(undefined) ? `[${dims.map((size) => size ?? '?').join(', ')}]` : dims;
}
