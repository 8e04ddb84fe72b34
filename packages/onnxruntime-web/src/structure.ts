import { InvolutionError } from '@involution/core';
import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType as Type,
} from 'onnx-buf';
import { labelOf } from './node-label.ts';

/**
 * Demands of a model what every ONNX runtime demands before it looks at an operator: each value is made once and before
 * it is used, no value depends on itself, and each constant holds as many elements as its shape says. What the operators
 * make of it stays the runtime's business.
 *
 * Recursion into subgraphs ends, because the parser limits how deep messages nest.
 *
 * Nodes need not be listed in order, though ONNX wants them to be: runtimes sort them too.
 *
 * @throws InvolutionError `INVALID_MODEL`, with the name of the value or node at fault.
 */
export function requireSoundStructure(model: ModelProto): void {
  if (model.graph !== undefined) requireSoundGraph(model.graph, new Set());
  for (const { name, input, output, node } of model.functions) {
    requireSoundNodes({ name, node, given: input, output }, new Set());
  }
}

/**
 * The nodes of a graph in an order in which each comes after those that it depends on: their own, if that is one.
 *
 * @throws InvolutionError `INVALID_MODEL` when there is none such, because a value depends on itself.
 */
export function sortedNodes(nodes: readonly NodeProto[]): readonly NodeProto[] {
  if (isInOrder(nodes)) return nodes;
  const makers = new Map(nodes.flatMap((node) => node.output.map((value) => [value, node] as const)));
  const waiting = new Map<NodeProto, number>();
  const users = new Map<NodeProto, NodeProto[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) {
    const dependencies = new Set(usedBy(node).flatMap((value) => makers.get(value) ?? []));
    waiting.set(node, dependencies.size);
    for (const maker of dependencies) users.get(maker)!.push(node);
  }
  const sorted = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of sorted) {
    for (const user of users.get(node)!) {
      const left = waiting.get(user)! - 1;
      waiting.set(user, left);
      if (left === 0) sorted.push(user);
    }
  }
  if (sorted.length < nodes.length) {
    const stuck = nodes.find((node) => waiting.get(node)! > 0)!;
    throw invalid(`node '${labelOf(stuck)}'`, 'part of a cycle', 'that no value depends on itself');
  }
  return sorted;
}

interface Body {
  name: string;
  node: readonly NodeProto[];
  /** Inputs and constants. */
  given: readonly string[];
  output: readonly string[];
}

function requireSoundGraph(graph: GraphProto, outer: ReadonlySet<string>): void {
  const { name, node, initializer, sparseInitializer, input, output } = graph;
  for (const tensor of initializer) requireFullTensor(tensor);
  const inputs = input.map((info) => info.name);
  const constants = [
    ...initializer.map((tensor) => tensor.name),
    ...sparseInitializer.map(({ values }) => values?.name ?? ''),
  ];
  requireDistinct(inputs, `inputs of graph '${name}'`);
  requireDistinct(constants, `initializers of graph '${name}'`);
  const given = [...new Set([...inputs, ...constants])];
  requireSoundNodes({ name, node, given, output: output.map((info) => info.name) }, outer);
}

function requireSoundNodes({ name, node, given, output }: Body, outer: ReadonlySet<string>): void {
  const made = [...given, ...node.flatMap((maker) => maker.output).filter((value) => value !== '')];
  requireDistinct(made, `values of '${name}'`);
  const visible = new Set([...outer, ...made]);
  for (const user of node) {
    for (const value of user.input) {
      if (value !== '' && !visible.has(value)) throw undefinedValue(value, `an input of node '${labelOf(user)}'`);
    }
    for (const { t, tensors, g, graphs } of user.attribute) {
      for (const tensor of t === undefined ? tensors : [t, ...tensors]) requireFullTensor(tensor);
      for (const graph of g === undefined ? graphs : [g, ...graphs]) requireSoundGraph(graph, visible);
    }
  }
  for (const value of output) if (!visible.has(value)) throw undefinedValue(value, `an output of '${name}'`);
  sortedNodes(node);
}

function requireDistinct(values: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) throw invalid(what, `'${value}' twice`, 'that each value is made once');
    seen.add(value);
  }
}

function undefinedValue(value: string, role: string): InvolutionError {
  return invalid(
    `value '${value}', ${role},`,
    'made by nothing',
    'a graph input, an initializer or the output of a node',
  );
}

function isInOrder(nodes: readonly NodeProto[]): boolean {
  const later = new Map<string, number>();
  for (const [position, { output }] of nodes.entries()) for (const value of output) later.set(value, position);
  return nodes.every((node, position) => usedBy(node).every((value) => (later.get(value) ?? -1) < position));
}

/** The values that a node reads, those that its subgraphs take from around them included. */
function usedBy(node: NodeProto): string[] {
  const used = node.input.filter((value) => value !== '');
  for (const { g, graphs } of node.attribute) {
    for (const graph of g === undefined ? graphs : [g, ...graphs]) {
      const own = new Set([
        ...graph.input.map(({ name }) => name),
        ...graph.initializer.map(({ name }) => name),
        ...graph.node.flatMap(({ output }) => output),
      ]);
      const all = [...graph.node.flatMap(usedBy), ...graph.output.map(({ name }) => name)];
      used.push(...all.filter((value) => !own.has(value)));
    }
  }
  return used;
}

/** Bits of an element; of strings and of types that are unknown here nothing is checked but the shape. */
const BITS: Readonly<Partial<Record<Type, number>>> = {
  [Type.FLOAT]: 32,
  [Type.UINT8]: 8,
  [Type.INT8]: 8,
  [Type.UINT16]: 16,
  [Type.INT16]: 16,
  [Type.INT32]: 32,
  [Type.INT64]: 64,
  [Type.BOOL]: 8,
  [Type.FLOAT16]: 16,
  [Type.DOUBLE]: 64,
  [Type.UINT32]: 32,
  [Type.UINT64]: 64,
  [Type.BFLOAT16]: 16,
};

function requireFullTensor(tensor: TensorProto): void {
  const argument = `tensor '${tensor.name}'`;
  const dims = tensor.dims.map(Number);
  const count = dims.reduce((product, size) => product * size, 1);
  if (dims.some((size) => size < 0) || !Number.isSafeInteger(count)) {
    throw invalid(argument, dims, 'sizes that are not negative, of a tensor that fits in memory');
  }
  const bits = BITS[tensor.dataType as Type];
  if (bits === undefined || tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) return;
  const { rawData, floatData, int32Data, int64Data, doubleData, uint64Data } = tensor;
  const listed = floatData.length + int32Data.length + int64Data.length + doubleData.length + uint64Data.length;
  if (listed === count || (listed === 0 && rawData.length * 8 === count * bits)) return;
  const got = listed > 0 ? `${listed} elements` : `${rawData.length} bytes`;
  throw invalid(argument, got, `${count} elements of ${bits} bits, as its shape [${dims.join(', ')}] says`);
}

function invalid(argument: string, got: unknown, expected: string): InvolutionError {
  return new InvolutionError('INVALID_MODEL', argument, got, expected);
}
