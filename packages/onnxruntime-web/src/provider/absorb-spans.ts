// Spans that our kernels compute themselves: where the kernel tensor W of an involution is made by a 1×1 convolution with
// constant weights and read by nothing else, W never has to exist.
import type { FusedGeometry, InvolutionGeometry } from '@involution/core';
import {
  geometryOf,
  type NodeSite,
  nameOf,
  producersOf,
  type ReadExternal,
  readAttributes,
  readsOf,
} from '@involution/onnx/model';
import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType as Type,
} from '@involution/onnx/proto';
import { constantValues } from './constant-values.ts';
import type { Span } from './kernels.ts';

/** The spans of involutions, which read the features in the place of W. */
export interface AbsorbedSpans {
  of(node: NodeProto): Span | undefined;
  /** What the convolution of an involution's span is called. */
  nameOf(node: NodeProto): string | undefined;
  /** Lets an involution read its W again. */
  undo(node: NodeProto): void;
}

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
  const reads = graph.node.flatMap(readsOf).concat(graph.output.map(({ name }) => name));
  const inputs = new Set(graph.input.map(({ name }) => name));
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor] as const));
  /** Of a constant of float32 that no run can replace. */
  const constantOf = (name: string | undefined, rank: number) => {
    const tensor = name && !inputs.has(name) ? constants.get(name) : undefined;
    return tensor?.dataType === Type.FLOAT && tensor.dims.length === rank ? tensor : undefined;
  };
  const channelsOf = ({ node, shapeOf }: NodeSite): number | undefined => {
    const x = node.input[0]!;
    return shapeOf(x)?.[1] ?? channelsAfter(x, producers, constants);
  };
  const absorbed = new Map<NodeProto, { span: Span; w: string; name: string }>();
  for (const site of sites) {
    const { node } = site;
    const w = node.input[1]!;
    const conv = producers.get(w);
    if (conv?.opType !== 'Conv' || conv.domain !== '' || reads.filter((value) => value === w).length !== 1) continue;
    const [features, weightsName, biasName] = conv.input;
    const attributes = readAttributes(node);
    const weights = constantOf(weightsName, attributes.kernel_shape.length + 2);
    const bias = constantOf(biasName, 1);
    if (!weights || (biasName && !bias) || !isPointwise(conv, weights.dims)) continue;
    const [size, featureCount] = weights.dims.map(Number) as [number, number];
    const channels = channelsOf(site);
    if (channels === undefined || !pays({ ...exampleOf(node, attributes, channels, size), featureCount })) continue;
    const values = constantValues(weights, 'float32', read) as Float32Array;
    const span = {
      featureCount,
      weights: Float32Array.from(values, (_, k) => values[(k % size) * featureCount + Math.floor(k / size)]!),
      bias: bias ? (constantValues(bias, 'float32', read) as Float32Array) : new Float32Array(size),
    };
    absorbed.set(node, { span, w, name: nameOf(conv) });
    node.input[1] = features!;
  }
  return {
    of: (node) => absorbed.get(node)?.span,
    nameOf: (node) => absorbed.get(node)?.name,
    undo(node) {
      const one = absorbed.get(node);
      if (one) node.input[1] = one.w;
      absorbed.delete(node);
    },
  };
}

/** Whether a convolution makes each position from one of its own. Without attributes that say otherwise, it does. */
function isPointwise({ attribute }: NodeProto, [, , ...kernel]: readonly bigint[]): boolean {
  const isPlain = attribute.every(({ name, i, ints }) => {
    if (name === 'pads') return ints.every((pad) => pad === 0n);
    if (name === 'strides') return ints.every((stride) => stride === 1n);
    return name !== 'group' || i === 1n;
  });
  return isPlain && kernel.every((size) => size === 1n);
}

/** Operators whose result has the channels of their first input. */
const KEEPS_CHANNELS = new Set(['Relu', 'BatchNormalization', 'Clip', 'LeakyRelu', 'PRelu', 'Sigmoid', 'HardSwish']);

/** The channels of a value, where a convolution made it, for models that state no shapes. */
function channelsAfter(
  value: string,
  producers: ReadonlyMap<string, NodeProto>,
  constants: ReadonlyMap<string, TensorProto>,
): number | undefined {
  const node = producers.get(value);
  if (node?.domain !== '') return undefined;
  if (node.opType === 'Conv') return Number(constants.get(node.input[1]!)?.dims[0]) || undefined;
  return KEEPS_CHANNELS.has(node.opType) ? channelsAfter(node.input[0]!, producers, constants) : undefined;
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
