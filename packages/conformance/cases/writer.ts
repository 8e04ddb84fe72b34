// Turns cases into what data/ holds: entries of the manifest, and one array of numbers for each suite.
import { createHash } from 'node:crypto';
import {
  computeReference,
  type NdArray,
  OPERATION_NAMES,
  type Operation,
  resolveGeometry,
  termsOf,
} from '@involution/core';
import type { ConformanceCase } from '../src/case.ts';
import type { CallEntry, SuiteName, TensorEntry, ValuesEntry } from '../src/manifest.ts';

/** Replaces the reference's value where others' code has computed it; the bound still needs the reference's Σ|terms|. */
export type GoldenValues = Partial<Record<Operation, ArrayLike<number>>>;

/** Writes the entries of one suite. Equal arrays are stored once. */
export class SuiteWriter {
  readonly suite: SuiteName;
  readonly #arrays: Float64Array[] = [];
  readonly #offsets = new Map<string, number>();
  #length = 0;

  constructor(suite: SuiteName) {
    this.suite = suite;
  }

  /** All numbers of the suite. */
  numbers(): Float64Array {
    const all = new Float64Array(this.#length);
    let at = 0;
    for (const array of this.#arrays) {
      all.set(array, at);
      at += array.length;
    }
    return all;
  }

  /** One test for each operation of a case. `golden`: compare with these values, and only with them. */
  valuesTests(c: ConformanceCase, golden?: GoldenValues): ValuesEntry[] {
    return OPERATION_NAMES.filter((operation) => golden === undefined || golden[operation]).map((operation) => {
      const geometry = resolveGeometry(c.x.shape, c.kernel.shape, c.options);
      const { data, shape, magnitude } = computeReference(operation, geometry, {
        x: c.x.data,
        kernel: c.kernel.data,
        dy: c.dy.data,
      });
      return {
        id: `${this.suite}/${c.name}/${operation}`,
        suite: this.suite,
        check: 'values',
        ...this.call(c, operation),
        expected: {
          shape,
          values: this.#offsetOf(golden?.[operation] ?? data),
          magnitude: this.#offsetOf(magnitude),
          terms: termsOf(geometry, operation),
        },
      };
    });
  }

  /** An operation of a case. */
  call(c: ConformanceCase, operation: Operation): CallEntry {
    const { options } = c;
    return {
      operation,
      options,
      operands: { x: this.#tensor(c.x), kernel: this.#tensor(c.kernel), dy: this.#tensor(c.dy) },
    };
  }

  #tensor({ data, shape }: NdArray): TensorEntry {
    return { shape, offset: this.#offsetOf(data) };
  }

  #offsetOf(data: ArrayLike<number>): number {
    const values = Float64Array.from(data);
    const hash = createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
    const known = this.#offsets.get(hash);
    if (known !== undefined) return known;
    const offset = this.#length;
    this.#offsets.set(hash, offset);
    this.#arrays.push(values);
    this.#length += values.length;
    return offset;
  }
}
