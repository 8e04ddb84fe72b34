import { InvolutionError } from '@involution/core';
import { fromPartial, TensorProto, TensorProto_DataType } from '@involution/onnx-messages';
import { Float16Array } from '@petamoriken/float16';

/** From here on, numbers round to infinity in float16. */
const FLOAT16_OVERFLOW = 65520;

/** A constant of float32. */
export function floatTensor(name: string, shape: readonly number[], values: Float32Array): TensorProto {
  return tensorOf(name, shape, TensorProto_DataType.FLOAT, values);
}

/**
 * A constant of float16.
 *
 * @throws InvolutionError `INVALID_DATA` when a number is too large.
 */
export function halfTensor(name: string, shape: readonly number[], values: Float32Array): TensorProto {
  for (const value of values) {
    if (Math.abs(value) < FLOAT16_OVERFLOW || Number.isNaN(value)) continue;
    throw new InvolutionError('INVALID_DATA', name, `${name} holds ${value}, which is too large for half precision.`);
  }
  return tensorOf(name, shape, TensorProto_DataType.FLOAT16, new Float16Array(values));
}

function tensorOf(
  name: string,
  shape: readonly number[],
  dataType: TensorProto_DataType,
  { buffer, byteOffset, byteLength }: ArrayBufferView,
): TensorProto {
  const rawData = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  return fromPartial(TensorProto, { name, dims: shape.map(BigInt), dataType, rawData });
}
