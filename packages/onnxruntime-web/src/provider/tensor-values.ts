// Tensors of floats on the CPU, and their values. Of float16 onnxruntime keeps a `Float16Array` where the engine has that, and
// the bits elsewhere; kernels have the bits.
import type { FloatType, FloatValues } from './kernels.ts';
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

/** The values of a tensor that lies on the CPU. */
export function valuesOf({ type, data }: Pick<Tensor, 'type' | 'data'>): FloatValues {
  const values = data as FloatValues;
  return type === 'float16' ? new Uint16Array(values.buffer, values.byteOffset, values.length) : values;
}
