// Tensors of floats on the CPU, and their values. Of float16 onnxruntime keeps a `Float16Array` where the engine has that, and
// the bits elsewhere; kernels have the bits.
import { type FloatType, type FloatValues, isResident, type Value } from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';

/** @param values Of the type. */
export function tensorOf(
  ort: Pick<OrtModule, 'Tensor'>,
  type: FloatType,
  values: FloatValues,
  dims: readonly number[],
): Tensor {
  return new ort.Tensor(type as 'float32', values as Float32Array, dims);
}

/**
 * A value as a tensor. Of what lies in the memory of kernels, a copy: others may make that memory grow, which leaves the old one
 * empty.
 */
export function asTensor(ort: Pick<OrtModule, 'Tensor'>, value: Value): Tensor {
  return isResident(value) ? tensorOf(ort, 'float32', value.see().slice(), value.dims) : value;
}

/** The values of a tensor that lies on the CPU. */
export function valuesOf({ type, data }: Pick<Tensor, 'type' | 'data'>): FloatValues {
  const values = data as FloatValues;
  return type === 'float16' ? new Uint16Array(values.buffer, values.byteOffset, values.length) : values;
}
