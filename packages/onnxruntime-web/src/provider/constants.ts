import { integersOf, type ReadExternal } from '@involution/onnx/model';
import { type GraphProto, type TensorProto, TensorProto_DataType as Type } from '@involution/onnx/proto';
import { constantValues } from './constant-values.ts';

/** A constant of float32 that no run can replace. */
export interface FloatConstant {
  readonly dims: readonly number[];
  values(): Float32Array;
}

/** The constants of a graph, by their names. */
export interface Constants {
  floats(name: string | undefined): FloatConstant | undefined;
  /** Those of int64, which are in the model itself. */
  ints(name: string | undefined): readonly number[] | undefined;
}

/**
 * Finds the constants of a graph.
 *
 * @param read Of the files that they may lie in.
 */
export function constantsOf(graph: GraphProto, read: ReadExternal): Constants {
  const inputs = new Set(graph.input.map(({ name }) => name));
  const constants = new Map<string | undefined, TensorProto | undefined>(
    graph.initializer.map((tensor) => [tensor.name, tensor]),
  );
  // Where several constants are alike, PyTorch's older exporter has one, and nodes that give it other names.
  for (const { opType, domain, input, output, attribute } of graph.node) {
    const [source] = input;
    if (opType === 'Identity' && domain === '' && !inputs.has(source!)) constants.set(output[0], constants.get(source));
    if (opType === 'Constant' && domain === '')
      constants.set(output[0], attribute.find(({ name }) => name === 'value')?.t);
  }
  const find = (name: string | undefined, type: number) => {
    const tensor = inputs.has(name ?? '') ? undefined : constants.get(name);
    return tensor?.dataType === type ? tensor : undefined;
  };
  return {
    floats(name) {
      const tensor = find(name, Type.FLOAT);
      return (
        tensor && {
          dims: tensor.dims.map(Number),
          values: () => constantValues(tensor, 'float32', read) as Float32Array,
        }
      );
    },
    ints(name) {
      const tensor = find(name, Type.INT64);
      return tensor && integersOf(tensor, undefined);
    },
  };
}
