import type { Size } from '@involution/symbolic';
import type { GraphNode } from '../graph/node.ts';
import type { Dims, ValueInfo } from './value-info.ts';

/** A node with what is known of its inputs. */
export class Call {
  readonly node: GraphNode;
  readonly #inputs: readonly ValueInfo[];

  constructor(node: GraphNode, inputs: readonly ValueInfo[]) {
    this.node = node;
    this.#inputs = inputs;
  }

  get inputCount(): number {
    return this.#inputs.length;
  }

  dims(k: number): Dims | undefined {
    return this.#inputs[k]?.dims;
  }

  /** The elements of an input, in row-major order. */
  ints(k: number): readonly Size[] | undefined {
    return this.#inputs[k]?.ints;
  }

  /** The same where all are numbers. */
  numbers(k: number): number[] | undefined {
    const numbers = this.ints(k)?.map(({ value }) => value);
    return numbers?.every((value) => value !== undefined) ? (numbers as number[]) : undefined;
  }

  /** The axes that an input names, counted from the front; `undefined` where one does not exist or is named twice. */
  axes(k: number, rank: number): number[] | undefined {
    const numbers = this.numbers(k);
    return numbers && axesFromFront(numbers, rank);
  }
}

/** Axes, of which negative ones count from the end, counted from the front; `undefined` where one does not exist or is named twice. */
export function axesFromFront(axes: readonly number[], rank: number): number[] | undefined {
  const fromFront = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const areValid = fromFront.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank);
  return areValid && new Set(fromFront).size === axes.length ? fromFront : undefined;
}
