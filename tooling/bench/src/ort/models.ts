// The operator as ONNX models of one layer: inputs X, `[N, C, H, W]`, and W, `[N, G·K·K, H, W]`; output Y.
import { involutionModel } from '@involution/conformance/onnxruntime';
import { AttributeProto_AttributeType, fromPartial, ModelProto, TensorProto_DataType } from '@involution/onnx-messages';
import type { Shape } from '../shapes.ts';

const OPSET = 18n;
const MEMBERS = 16;

/** Shapes of a layer's inputs. */
export function inputShapes({ batch, channels, size, kernelSize }: Shape) {
  return {
    x: [batch, channels, size, size],
    kernel: [batch, (channels / MEMBERS) * kernelSize ** 2, size, size],
  };
}

/** One Involution node. */
export function oneNode(shape: Shape): Uint8Array {
  const { x, kernel } = inputShapes(shape);
  const pad = Math.floor(shape.kernelSize / 2);
  const attributes = { kernel_shape: [shape.kernelSize, shape.kernelSize], pads: [pad, pad, pad, pad] };
  return involutionModel({ xShape: x, kernelShape: kernel, attributes });
}

/** What can be written in standard operators: pad, then slice, multiply and add for each tap. */
export function slices(shape: Shape): Uint8Array {
  const { batch, channels, size, kernelSize } = shape;
  const groups = channels / MEMBERS;
  const pad = Math.floor(kernelSize / 2);
  const graph = new Graph();
  const add = (type: string, ...inputs: string[]) => graph.add(type, inputs);
  const grouped = graph.constant([batch, groups, MEMBERS, size, size]);
  const padded = add('Pad', 'X', graph.constant([0, 0, pad, pad, 0, 0, pad, pad]));
  const weights = add('Reshape', 'W', graph.constant([batch, groups, kernelSize ** 2, size, size]));
  let sum = '';
  for (let tap = 0; tap < kernelSize ** 2; tap++) {
    const [u, v] = [Math.floor(tap / kernelSize), tap % kernelSize];
    const start = graph.constant([u, v]);
    const values = add('Slice', padded, start, graph.constant([u + size, v + size]), graph.constant([2, 3]));
    const at = [[tap], [tap + 1], [2]].map((value) => graph.constant(value));
    const product = add('Mul', add('Reshape', values, grouped), add('Slice', weights, ...at));
    sum = sum ? add('Add', sum, product) : product;
  }
  graph.add('Reshape', [sum, graph.constant([batch, channels, size, size])], 'Y');
  return graph.toModel(shape);
}

/** onnxruntime's own depthwise convolution of the same window, by a constant filter; W goes unread. */
export function depthwise(shape: Shape): Uint8Array {
  const { channels, kernelSize } = shape;
  const graph = new Graph();
  const filter = graph.floats([channels, 1, kernelSize, kernelSize], 1 / kernelSize ** 2);
  const pad = Math.floor(kernelSize / 2);
  graph.add('Conv', ['X', filter], 'Y', { group: channels, pads: [pad, pad, pad, pad] });
  return graph.toModel(shape);
}

/** Nodes and constants in the order of their making. */
class Graph {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];

  /** @returns The name of what the node makes. */
  add(
    opType: string,
    input: string[],
    output = `v${this.#nodes.length}`,
    attributes: Record<string, number | number[]> = {},
  ) {
    const attribute = Object.entries(attributes).map(([name, value]) =>
      typeof value === 'number'
        ? { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) }
        : { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) },
    );
    this.#nodes.push({ opType, input, output: [output], attribute });
    return output;
  }

  constant(values: number[]): string {
    const dims = [BigInt(values.length)];
    return this.#initializer({ dataType: TensorProto_DataType.INT64, dims, int64Data: values.map(BigInt) });
  }

  floats(shape: number[], value: number): string {
    const floatData = new Array(shape.reduce((a, b) => a * b)).fill(value);
    return this.#initializer({ dataType: TensorProto_DataType.FLOAT, dims: shape.map(BigInt), floatData });
  }

  #initializer(tensor: object): string {
    const name = `c${this.#initializers.length}`;
    this.#initializers.push({ name, ...tensor });
    return name;
  }

  toModel(shape: Shape): Uint8Array {
    const { x, kernel } = inputShapes(shape);
    const value = (name: string, sizes: number[]) => ({
      name,
      type: {
        value: {
          $case: 'tensorType' as const,
          value: {
            elemType: TensorProto_DataType.FLOAT,
            shape: { dim: sizes.map((size) => ({ value: { $case: 'dimValue' as const, value: BigInt(size) } })) },
          },
        },
      },
    });
    const graph = {
      name: 'layer',
      node: this.#nodes,
      initializer: this.#initializers,
      input: [value('X', x), value('W', kernel)],
      output: [value('Y', x)],
    };
    const opsetImport = [{ domain: '', version: OPSET }];
    return ModelProto.encode(fromPartial(ModelProto, { irVersion: 8n, opsetImport, graph })).finish();
  }
}
