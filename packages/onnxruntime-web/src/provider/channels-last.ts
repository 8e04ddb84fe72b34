// onnxruntime's WebGPU provider computes convolutions with channels last (NHWC), and puts a transposition wherever a value
// enters or leaves a session in ONNX's order. For what goes from one of our sessions to another that is work for nothing:
// such values are handed over with channels last. The transposition that this takes and the provider's own cancel out.
// Loaded where it is so: nobody else needs it.
import { readAttributes } from '@involution/onnx/model';
import {
  AttributeProto_AttributeType,
  fromPartial,
  type GraphProto,
  NodeProto,
  TensorProto_DataType as Type,
} from '@involution/onnx/proto';
import { channelsLastName, handedOverName } from './channels-last-names.ts';
import type { Partition, Subgraph } from './partition.ts';

/**
 * The values that can be handed over with channels last: what subgraphs and involutions produce for each other, and not for the
 * user, and of which it is certain that they have four axes. An involution's operands and its result go together.
 */
export function channelsLastValues(graph: GraphProto, partitions: readonly Partition[]): ReadonlySet<string> {
  const involutions = partitions.flatMap((partition) => partition.involutions);
  const produced = partitions
    .flatMap(({ subgraph }) => subgraph?.outputs ?? [])
    .concat(involutions.flatMap(({ output }) => output));
  const read = new Set(
    partitions.flatMap(({ subgraph }) => subgraph?.inputs ?? []).concat(involutions.flatMap(operandsOf)),
  );
  const finals = new Set(graph.output.map(({ name }) => name));
  const planar = involutions.filter((node) => readAttributes(node).kernel_shape.length === 2);
  // W may have six axes.
  const ofFourAxes = new Set([
    ...valuesOfFourAxes(graph),
    ...planar.flatMap(({ input, output }) => [input[0]!, output[0]!]),
  ]);
  const values = new Set(produced.filter((value) => read.has(value) && ofFourAxes.has(value) && !finals.has(value)));
  for (;;) {
    const mixed = involutions
      .map(valuesOf)
      .filter((own) => own.some((value) => values.has(value)) && !own.every((value) => values.has(value)));
    if (mixed.length === 0) return values;
    for (const value of mixed.flat()) values.delete(value);
  }
}

/** The subgraphs with transpositions where they read and produce such values, which are called otherwise outside. */
export function withChannelsLast(partitions: readonly Partition[], values: ReadonlySet<string>): Partition[] {
  return partitions.map(({ subgraph, involutions }) => ({
    subgraph: subgraph && transposed(subgraph, values),
    involutions,
  }));
}

function transposed({ nodes, inputs, outputs, constants }: Subgraph, values: ReadonlySet<string>): Subgraph {
  const isOne = (value: string) => values.has(value);
  const nameOf = (value: string) => handedOverName(value, values);
  return {
    nodes: [
      ...inputs.filter(isOne).map((value) => transpose(channelsLastName(value), value, [0, 3, 1, 2])),
      ...nodes,
      ...outputs.filter(isOne).map((value) => transpose(value, channelsLastName(value), [0, 2, 3, 1])),
    ],
    inputs: inputs.map(nameOf),
    outputs: outputs.map(nameOf),
    constants,
  };
}

/** Types that kernels take. */
const FLOATS: readonly (number | undefined)[] = [Type.FLOAT, Type.FLOAT16];

function transpose(from: string, to: string, axes: readonly number[]): NodeProto {
  const perm = { name: 'perm', type: AttributeProto_AttributeType.INTS, ints: axes.map(BigInt) };
  return fromPartial(NodeProto, { opType: 'Transpose', input: [from], output: [to], attribute: [perm] });
}

/** Values of floats that have four axes as the model says, or because convolutions read or produce them. */
function valuesOfFourAxes({ node, initializer, valueInfo }: GraphProto): Set<string> {
  const filters = new Set(initializer.filter(({ dims }) => dims.length === 4).map(({ name }) => name));
  const convolutions = node.filter(({ opType, input }) => opType === 'Conv' && filters.has(input[1]!));
  const declared = valueInfo.filter(({ type }) => {
    const tensor = type?.value?.$case === 'tensorType' ? type.value.value : undefined;
    return FLOATS.includes(tensor?.elemType) && tensor?.shape?.dim.length === 4;
  });
  return new Set([
    ...convolutions.flatMap(({ input, output }) => [input[0]!, output[0]!]),
    ...declared.map(({ name }) => name),
  ]);
}

function operandsOf({ input }: NodeProto): string[] {
  return input.slice(0, 2);
}

function valuesOf(node: NodeProto): string[] {
  return [...operandsOf(node), node.output[0]!];
}
