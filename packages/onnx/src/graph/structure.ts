import { InvolutionError } from '@involution/core';
import type { GraphProto, ModelProto, NodeProto, TensorProto } from '@involution/onnx-messages';
import { initializerNames, subgraphsOf } from './edges.ts';
import { quoted, quotedNode } from './names.ts';
import { sortedNodes } from './order.ts';
import { byteLengthOf, elementCount, isExternal } from './tensor-data.ts';
import { attributeTensors } from './tensors.ts';

/**
 * Demands of a model what every ONNX runtime demands before it looks at an operator: each value is produced once and
 * before it is used, no value depends on itself, no node has two attributes of one name, and each constant holds as many elements as its shape says. What the operators
 * make of it stays the runtime's business.
 *
 * Recursion into subgraphs ends, because the parser limits how deep messages nest.
 *
 * Nodes need not be listed in order, though ONNX wants them to be: runtimes sort them too.
 *
 * @throws InvolutionError `INVALID_MODEL`, with the name of the value or node at fault.
 */
export function requireValidStructure(model: ModelProto): void {
  if (model.graph !== undefined) requireValidGraph(model.graph, []);
  for (const { name, input, output, node } of model.functions) {
    requireValidNodes({ name, node, given: input, output }, []);
  }
}

/** The values of the graphs around a node, from the innermost to the outermost. */
type Scopes = readonly ReadonlySet<string>[];

interface Body {
  name: string;
  node: readonly NodeProto[];
  /** Inputs and constants. */
  given: readonly string[];
  output: readonly string[];
}

function requireValidGraph(graph: GraphProto, outer: Scopes): void {
  const { name, node, initializer, input, output } = graph;
  for (const tensor of initializer) requireFullTensor(tensor);
  const inputs = input.map((info) => info.name);
  const constants = initializerNames(graph);
  requireDistinct(inputs, () => `inputs of graph ${quoted(name)}`);
  requireDistinct(constants, () => `initializers of graph ${quoted(name)}`);
  const given = [...new Set([...inputs, ...constants])];
  requireValidNodes({ name, node, given, output: output.map((info) => info.name) }, outer);
}

function requireValidNodes({ name, node, given, output }: Body, outer: Scopes): void {
  const produced = node.flatMap((producer) => producer.output).filter((value) => value !== '');
  const own = requireDistinct([...given, ...produced], () => `values of ${quoted(name)}`);
  const scopes = [own, ...outer];
  const isVisible = (value: string) => scopes.some((scope) => scope.has(value));
  for (const reader of node) {
    for (const value of reader.input) {
      if (value !== '' && !isVisible(value)) throw undefinedValue(value, `an input of ${quotedNode(reader)}`);
    }
    const attributes = reader.attribute.map((attribute) => attribute.name);
    requireDistinct(attributes, () => `attributes of ${quotedNode(reader)}`);
    for (const tensor of attributeTensors(reader)) requireFullTensor(tensor);
    for (const graph of subgraphsOf(reader)) requireValidGraph(graph, scopes);
  }
  for (const value of output) if (!isVisible(value)) throw undefinedValue(value, `an output of ${quoted(name)}`);
  sortedNodes(node);
}

function requireDistinct(values: readonly string[], what: () => string): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) {
      const message = `The ${what()} have ${quoted(value)} twice, and each value must be produced once.`;
      throw invalid(what(), message);
    }
    seen.add(value);
  }
  return seen;
}

function undefinedValue(value: string, role: string): InvolutionError {
  const message = `The value ${quoted(value)}, ${role}, is no graph input, no initializer and no output of a node.`;
  return invalid(`value ${quoted(value)}`, message);
}

function requireFullTensor(tensor: TensorProto): void {
  const argument = `tensor ${quoted(tensor.name)}`;
  const dims = tensor.dims.map(Number);
  const count = elementCount(tensor);
  if (dims.some((size) => size < 0) || !Number.isSafeInteger(count)) {
    throw invalid(argument, `The ${argument} has the impossible shape [${dims.join(', ')}].`);
  }
  const bytes = byteLengthOf(tensor);
  if (bytes === undefined || isExternal(tensor)) return;
  const { rawData, floatData, int32Data, int64Data, doubleData, uint64Data } = tensor;
  const listed = floatData.length + int32Data.length + int64Data.length + doubleData.length + uint64Data.length;
  // Where a tensor has both, runtimes read the raw bytes.
  const isRaw = rawData.length > 0 || listed === 0;
  if (isRaw ? rawData.length === bytes : listed === count) return;
  const got = isRaw ? `${rawData.length} bytes` : `${listed} elements`;
  const expected = `${count} elements in ${bytes} bytes`;
  throw invalid(argument, `The ${argument} has ${got}, but its shape [${dims.join(', ')}] asks for ${expected}.`);
}

function invalid(argument: string, message: string): InvolutionError {
  return new InvolutionError('INVALID_MODEL', argument, message);
}
