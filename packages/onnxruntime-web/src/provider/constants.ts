import type { ReadExternal } from '@involution/onnx/model';
import { type GraphProto, type TensorProto, TensorProto_DataType as Type } from '@involution/onnx/proto';
import { constantValues } from './constant-values.ts';

/** A constant of float32 that no run can replace. */
export interface FloatConstant {
  readonly dims: readonly number[];
  values(): Float32Array;
}

/**
 * Finds the constants of a graph by their names.
 *
 * @param read Of the files that they may lie in.
 */
export function floatConstantsOf(
  graph: GraphProto,
  read: ReadExternal,
): (name: string | undefined) => FloatConstant | undefined {
  const inputs = new Set(graph.input.map(({ name }) => name));
  const constants = new Map<string | undefined, TensorProto | undefined>(
    graph.initializer.map((tensor) => [tensor.name, tensor]),
  );
  // Where several constants are alike, PyTorch's older exporter has one, and nodes that give it other names.
  for (const { opType, domain, input, output } of graph.node) {
    const [source] = input;
    if (opType === 'Identity' && domain === '' && !inputs.has(source!)) constants.set(output[0], constants.get(source));
  }
  return (name) => {
    const tensor = inputs.has(name ?? '') ? undefined : constants.get(name);
    if (tensor?.dataType !== Type.FLOAT) return undefined;
    return {
      dims: tensor.dims.map(Number),
      values: () => constantValues(tensor, 'float32', read) as Float32Array,
    };
  };
}
