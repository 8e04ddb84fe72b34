// Values in float64, each with a bound of the error that a float32 computation of it may have: what judges the layers.
import { errorBound, type NdArray, sizeOf } from '@involution/core';

/** A tensor of values, and how far a correct float32 result may be from each. */
export interface Approximate {
  shape: readonly number[];
  value: Float64Array;
  error: Float64Array;
}

/** Numbers that float32 holds exactly. */
export function exact({ shape, data }: NdArray): Approximate {
  return { shape, value: Float64Array.from(data), error: new Float64Array(data.length) };
}

/** A value and its error at each index. */
export function fill(shape: readonly number[], at: (index: number) => { value: number; error: number }): Approximate {
  const size = sizeOf(shape);
  const result = { shape, value: new Float64Array(size), error: new Float64Array(size) };
  for (let index = 0; index < size; index++) {
    const { value, error } = at(index);
    result.value[index] = value;
    result.error[index] = error;
  }
  return result;
}

/** x `[…, in]` times a matrix `[in, out]`, plus a bias `[out]`. */
export function dense(x: Approximate, matrix: NdArray, bias: NdArray | undefined): Approximate {
  const [inSize, outSize] = matrix.shape as [number, number];
  return fill([...x.shape.slice(0, -1), outSize], (index) => {
    const [row, column] = [Math.floor(index / outSize), index % outSize];
    let [value, magnitude, inherited] = [bias?.data[column] ?? 0, Math.abs(bias?.data[column] ?? 0), 0];
    for (let k = 0; k < inSize; k++) {
      const [v, e] = [x.value[row * inSize + k]!, x.error[row * inSize + k]!];
      const weight = matrix.data[k * outSize + column]!;
      value += v * weight;
      magnitude += (Math.abs(v) + e) * Math.abs(weight);
      inherited += e * Math.abs(weight);
    }
    return { value, error: inherited + errorBound(inSize + 1, magnitude) };
  });
}

/** A batch norm with given statistics, each `[C]`: some eight roundings, those of a reciprocal square root among them. */
export function batchNorm(
  x: Approximate,
  { gamma, beta, mean, variance }: Record<'gamma' | 'beta' | 'mean' | 'variance', NdArray>,
  epsilon: number,
): Approximate {
  const channels = x.shape.at(-1)!;
  return fill(x.shape, (index) => {
    const c = index % channels;
    const scale = gamma.data[c]! / Math.sqrt(variance.data[c]! + epsilon);
    const [value, error] = [x.value[index]!, x.error[index]!];
    const magnitude = Math.abs(scale) * (Math.abs(value) + error + Math.abs(mean.data[c]!)) + Math.abs(beta.data[c]!);
    return {
      value: (value - mean.data[c]!) * scale + beta.data[c]!,
      error: Math.abs(scale) * error + errorBound(8, magnitude),
    };
  });
}

export function relu({ shape, value, error }: Approximate): Approximate {
  return { shape, value: value.map((v) => Math.max(0, v)), error };
}

/** The largest error of a result as a share of its bound: at most 1 where it is right. */
export function normalizedError(actual: ArrayLike<number>, { value, error }: Approximate): number {
  if (actual.length !== value.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let k = 0; k < value.length; k++) {
    const distance = Math.abs(actual[k]! - value[k]!);
    const share = distance === 0 ? 0 : distance / error[k]!;
    if (!(share <= worst)) worst = share;
  }
  return worst;
}
