import {
  AttributeProto,
  AttributeProto_AttributeType,
  type DeepPartial,
  fromPartial,
  NodeProto,
  TensorProto,
  TensorProto_DataType,
} from '@involution/onnx-messages';

/** As the end of a `Slice`: to the end of the axis, however long. */
export const TO_END: number = 2 ** 63;

const INT64_MAX = 2n ** 63n - 1n;

/** What a `Slice` takes of each of some axes. */
export interface SliceBounds {
  start: readonly number[];
  /** Negative: from the end. */
  end: readonly number[];
  axes: readonly number[];
  steps: readonly number[];
}

/** Collects the nodes of a function body. Values are referred to by name. */
export class BodyBuilder {
  readonly nodes: NodeProto[] = [];
  readonly #constants = new Set<string>();

  /**
   * Adds a standard operator.
   *
   * @param output Name of its result.
   * @returns `output`.
   */
  op(opType: string, input: string[], output: string, axis?: number): string {
    this.#add({ opType, input, output: [output], attribute: axis === undefined ? [] : [intAttribute('axis', axis)] });
    return output;
  }

  /** Adds a `Split` of a value along an axis. */
  split(input: string, axis: number, sizes: readonly number[], outputs: string[]): string[] {
    const attribute = [intAttribute('axis', axis)];
    this.#add({ opType: 'Split', input: [input, this.ints(sizes)], output: outputs, attribute });
    return outputs;
  }

  /** A constant vector of int64; equal ones are made once. */
  ints(values: readonly number[]): string {
    const name = `ints_${values.map((value) => (value === TO_END ? 'end' : String(value).replace('-', 'm'))).join('_')}`;
    if (this.#constants.has(name)) return name;
    this.#constants.add(name);
    const int64Data = values.map((value) => (value === TO_END ? INT64_MAX : BigInt(value)));
    const t = fromPartial(TensorProto, {
      dataType: TensorProto_DataType.INT64,
      dims: [BigInt(values.length)],
      int64Data,
    });
    const value = fromPartial(AttributeProto, { name: 'value', type: AttributeProto_AttributeType.TENSOR, t });
    this.#add({ opType: 'Constant', input: [], output: [name], attribute: [value] });
    return name;
  }

  /** Adds a `Slice`. */
  slice(input: string, { start, end, axes, steps }: SliceBounds, output: string): string {
    return this.op('Slice', [input, ...[start, end, axes, steps].map((values) => this.ints(values))], output);
  }

  /** Elements `from` … `to` − 1 of a vector. */
  part(vector: string, from: number, to: number, output: string): string {
    return this.op('Slice', [vector, this.ints([from]), this.ints([to])], output);
  }

  /**
   * Gives a value another shape.
   *
   * @param sizes Numbers (0: as in the input, −1: what is left) and names of vectors of sizes.
   */
  reshape(input: string, sizes: readonly (number | string)[], output: string): string {
    const vectors: string[] = [];
    for (let at = 0; at < sizes.length; ) {
      const end = sizes.findIndex((size, k) => k >= at && typeof size === 'string');
      const numbers = sizes.slice(at, end < 0 ? undefined : end) as number[];
      if (numbers.length > 0) vectors.push(this.ints(numbers));
      at += numbers.length;
      if (at < sizes.length) vectors.push(sizes[at++] as string);
    }
    return this.op('Reshape', [input, this.op('Concat', vectors, `${output}_shape`, 0)], output);
  }

  #add(node: DeepPartial<NodeProto>): void {
    this.nodes.push(fromPartial(NodeProto, node));
  }
}

function intAttribute(name: string, value: number) {
  return fromPartial(AttributeProto, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
}
