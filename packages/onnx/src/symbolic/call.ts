import type { NodeProto } from '@involution/onnx-messages';
import { type IntTensor, numbersOf } from './int-tensor.ts';
import type { TensorInfo } from './tensor-info.ts';

/** A node together with what is known of its inputs: what the rules of the operators look at. */
export class Call {
  readonly node: NodeProto;
  readonly #inputs: readonly TensorInfo[];

  /** @param inputs One for each input of the node; `{}` where nothing is known or the input is left out. */
  constructor(node: NodeProto, inputs: readonly TensorInfo[]) {
    this.node = node;
    this.#inputs = inputs;
  }

  get inputCount(): number {
    return this.#inputs.length;
  }

  has(index: number): boolean {
    return (this.node.input[index] ?? '') !== '';
  }

  input(index: number): TensorInfo {
    return this.#inputs[index] ?? {};
  }

  dims(index: number): TensorInfo['dims'] {
    return this.input(index).dims;
  }

  ints(index: number): IntTensor | undefined {
    return this.input(index).ints;
  }

  /** The elements of an input that is a vector of known integers. */
  numbers(index: number): readonly number[] | undefined {
    return numbersOf(this.ints(index));
  }

  /** An integer attribute. */
  int(name: string, otherwise: number): number {
    const attribute = this.node.attribute.find((candidate) => candidate.name === name);
    return attribute === undefined ? otherwise : Number(attribute.i);
  }

  /** An attribute that is a list of integers. */
  list(name: string): readonly number[] | undefined {
    return this.node.attribute.find((candidate) => candidate.name === name)?.ints.map(Number);
  }

  /** An attribute that is a text. */
  text(name: string, otherwise: string): string {
    const attribute = this.node.attribute.find((candidate) => candidate.name === name);
    return attribute === undefined ? otherwise : new TextDecoder().decode(attribute.s);
  }

  /**
   * Axes that are an input since some version, and an attribute before.
   *
   * @returns `'none'` when there are neither, `undefined` when they are not known.
   */
  axes(index: number): readonly number[] | 'none' | undefined {
    return this.has(index) ? this.numbers(index) : (this.list('axes') ?? 'none');
  }
}

/** An axis counted from the front; `undefined` when there is none such. */
export function axisFromFront(axis: number, rank: number): number | undefined {
  const front = axis < 0 ? axis + rank : axis;
  return Number.isInteger(front) && front >= 0 && front < rank ? front : undefined;
}

/** Several axes counted from the front; `undefined` when one does not exist or occurs twice. */
export function axesFromFront(axes: readonly number[], rank: number): readonly number[] | undefined {
  const front = axes.map((axis) => axisFromFront(axis, rank));
  return front.includes(undefined) || new Set(front).size < front.length ? undefined : (front as number[]);
}
