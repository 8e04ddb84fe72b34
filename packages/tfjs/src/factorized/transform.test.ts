import '@tensorflow/tfjs-backend-cpu';
import { randomFloats } from '@involution/conformance';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Direction, radicesOf, transformLength, transformRows, transformSparseRows } from './transform.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Transforms of rows by their definition, in float64. */
function exactTransform(rows: ArrayLike<number>, length: number, to: Direction): Float64Array {
  const result = new Float64Array(rows.length);
  const [sign, scale] = to === 'positions' ? [1, 1 / length] : [-1, 1];
  for (let row = 0; row < rows.length; row += 2 * length)
    for (let k = 0; k < length; k++)
      for (let j = 0; j < length; j++) {
        const angle = (sign * 2 * Math.PI * ((j * k) % length)) / length;
        const [cosine, sine] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
        const [real, imaginary] = [rows[row + j]!, rows[row + length + j]!];
        result[row + k]! += real * cosine - imaginary * sine;
        result[row + length + k]! += real * sine + imaginary * cosine;
      }
  return result;
}

const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));

/** γ of k roundings to float32. */
const gamma = (k: number) => (k * 2 ** -24) / (1 - k * 2 ** -24);

/** The most that a transform errs, as a share of its result, in the 2-norm: see docs/factorized.md. */
function shareOf(length: number): number {
  const radices = radicesOf(length);
  const products = radices.reduce((factor, radix) => factor * (1 + Math.sqrt(2 * radix) * gamma(2 * radix + 2)), 1);
  return products * (1 + Math.SQRT2 * gamma(3)) ** (radices.length - 1) - 1;
}

describe('transformRows', () => {
  it.each([1, 2, 7, 64, 128, 135, 160, 1080])('is the Fourier transform of %i numbers, and its inverse', (length) => {
    const values = randomFloats(`rows of ${length}`, 3 * 2 * length);
    for (const to of ['frequencies', 'positions'] as const) {
      const before = tf.memory().numTensors;
      const rows = tf.tensor3d(values, [3, 2, length]);
      const result = transformRows(rows, to);
      expect(result.shape).toEqual([3, 2, length]);
      expect(tf.memory().numTensors).toBe(before + 2);
      const exact = exactTransform(values, length, to);
      const actual = result.dataSync();
      const error = norm(exact.map((value, k) => actual[k]! - value));
      expect(error).toBeLessThanOrEqual(shareOf(length) * norm(exact));
      tf.dispose([rows, result]);
    }
  });

  it('goes through three short ones', () => {
    const [length, position] = [2 ** 15, 12345];
    expect(radicesOf(length)).toHaveLength(3);
    const values = new Float32Array(2 * length);
    values[position] = 1;
    const actual = transformRows(tf.tensor3d(values, [1, 2, length]), 'frequencies').dataSync();
    const exact = Float64Array.from(values, (_, k) => {
      const angle = (-2 * Math.PI * ((position * (k % length)) % length)) / length;
      return k < length ? Math.cos(angle) : Math.sin(angle);
    });
    const error = norm(exact.map((value, k) => actual[k]! - value));
    expect(error).toBeLessThanOrEqual(shareOf(length) * norm(exact));
  });

  it('splits what is longer than one product', () => {
    expect([128, 160, 1080, 2 ** 15].map(radicesOf)).toEqual([[128], [10, 16], [30, 36], [128, 16, 16]]);
  });
});

describe('transformSparseRows', () => {
  it('is the transform of rows that are zero elsewhere', () => {
    const [positions, length] = [[0, 8, 6], 9];
    const few = tf.tensor3d([1, 2, 4, 0, 1, 3], [1, 2, 3]);
    const all = new Float64Array(2 * length);
    positions.forEach((position, k) => {
      all[position] = few.dataSync()[k]!;
      all[length + position] = few.dataSync()[3 + k]!;
    });
    const exact = exactTransform(all, length, 'frequencies');
    const actual = transformSparseRows(few, positions, length).dataSync();
    expect(norm(exact.map((value, k) => actual[k]! - value))).toBeLessThanOrEqual(shareOf(length) * norm(exact));
  });
});

describe('transformLength', () => {
  it('is any length that one product transforms, and beyond one with small factors', () => {
    expect([1, 67, 128, 129, 158, 1021].map(transformLength)).toEqual([1, 67, 128, 135, 160, 1024]);
  });
});
