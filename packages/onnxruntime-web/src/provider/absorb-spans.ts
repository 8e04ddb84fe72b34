// Spans that our kernels compute themselves: where the kernel tensor W of an involution is made by a 1×1 convolution with
// constant weights and read by nothing else, W never has to exist.
import type { FusedGeometry, InvolutionGeometry } from '@involution/core';
import {
  countReads,
  geometryOf,
  type NodeSite,
  nameOf,
  producersOf,
  type ReadExternal,
  readAttributes,
} from '@involution/onnx/model';
import type { GraphProto, NodeProto } from '@involution/onnx/proto';
import { agrees } from './attributes.ts';
import { type Constants, constantsOf } from './constants.ts';
import type { AbsorbedSpans, Span } from './kernels.ts';

/**
 * Lets involutions read what their W is generated from, where a convolution generates it.
 *
 * @param sites The involutions, whose inputs are changed.
 * @param read Of the files that constants may lie in.
 * @param pays Whether a kernel is to compute the span: for any sizes of x and y, of which those of the geometry are an example.
 */
export function absorbSpans(
  graph: GraphProto,
  sites: readonly NodeSite[],
  read: ReadExternal,
  pays: (geometry: FusedGeometry) => boolean,
): AbsorbedSpans {
  const producers = producersOf(graph.node);
  const reads = countReads(
    graph.node,
    graph.output.map(({ name }) => name),
  );
  const { floats: constantOf } = constantsOf(graph, read);
  const channelsOf = ({ node, shapeOf }: NodeSite): number | undefined => {
    const x = node.input[0]!;
    return shapeOf(x)?.[1] ?? channelsAfter(x, producers, constantOf);
  };
  const absorbed = new Map<NodeProto, { span: Span; w: string }>();
  for (const site of sites) {
    const { node } = site;
    const w = node.input[1]!;
    const conv = producers.get(w);
    if (conv?.opType !== 'Conv' || conv.domain !== '' || reads.get(w) !== 1) continue;
    const [features, weightsName, biasName] = conv.input;
    const attributes = readAttributes(node);
    const [weights, bias] = [constantOf(weightsName), constantOf(biasName)];
    if (weights?.dims.length !== attributes.kernel_shape.length + 2 || (biasName && bias?.dims.length !== 1)) continue;
    if (!isPointwise(conv, weights.dims)) continue;
    const [size, featureCount] = weights.dims as [number, number];
    const channels = channelsOf(site);
    if (channels === undefined || !pays({ ...exampleOf(node, attributes, channels, size), featureCount })) continue;
    const matrix = weights.values();
    const span = {
      name: nameOf(conv),
      rank: weights.dims.length,
      channels: featureCount,
      outputChannels: size,
      window: [],
      weights: matrix,
      rows: () => transposed(matrix, featureCount),
      bias: bias?.values() ?? new Float32Array(size),
      isRectified: false,
    };
    absorbed.set(node, { span, w });
    node.input[1] = features!;
  }
  return {
    of: (node) => absorbed.get(node)?.span,
    undo(node) {
      const one = absorbed.get(node);
      if (one) node.input[1] = one.w;
      absorbed.delete(node);
    },
  };
}

/** Whether a convolution makes each position from one of its own. Without attributes that say otherwise, it does. */
export function isPointwise(node: NodeProto, [, , ...kernel]: readonly number[]): boolean {
  return agrees(node, { pads: 0, strides: 1, group: 1 }) && kernel.every((size) => size === 1);
}

/** A matrix of so many columns, with a row for each of them. */
function transposed(matrix: Float32Array, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  let to = 0;
  for (let column = 0; column < columns; column++) {
    for (let from = column; from < matrix.length; from += columns) result[to++] = matrix[from]!;
  }
  return result;
}

/** Operators whose result has the channels of their first input. */
const KEEPS_CHANNELS = new Set(['Relu', 'BatchNormalization', 'Clip', 'LeakyRelu', 'PRelu', 'Sigmoid', 'HardSwish']);

/** The channels of a value, where a convolution made it, for models that state no shapes. */
function channelsAfter(
  value: string,
  producers: ReadonlyMap<string, NodeProto>,
  constantOf: Constants['floats'],
): number | undefined {
  const node = producers.get(value);
  if (node?.domain !== '') return undefined;
  if (node.opType === 'Conv') return constantOf(node.input[1])?.dims[0];
  return KEEPS_CHANNELS.has(node.opType) ? channelsAfter(node.input[0]!, producers, constantOf) : undefined;
}

/** Steps of the window along an axis of x that is an example of any. */
const EXAMPLE = 16;

/** An involution's geometry for some size of x. */
function exampleOf(
  node: NodeProto,
  attributes: ReturnType<typeof readAttributes>,
  channels: number,
  size: number,
): InvolutionGeometry {
  const { kernel_shape, strides, dilations, pads } = attributes;
  const rank = kernel_shape.length;
  const spatial = kernel_shape.map((kernel, k) => dilations[k]! * (kernel - 1) + 1 + EXAMPLE * strides[k]!);
  const outputs = kernel_shape.map((_, k) => EXAMPLE + 1 + Math.floor((pads[k]! + pads[k + rank]!) / strides[k]!));
  return geometryOf(node, attributes, { x: [1, channels, ...spatial], kernel: [1, size, ...outputs] });
}
