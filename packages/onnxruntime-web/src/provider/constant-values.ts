import { InvolutionError } from '@involution/core';
import { elementCount, externalBytes, isExternal, type ReadExternal } from '@involution/onnx/model';
import type { TensorProto } from '@involution/onnx/proto';
import type { FloatType, FloatValues } from './kernels.ts';

/**
 * The values of a constant of floats.
 *
 * @param read Of the files that constants outside the model may lie in.
 * @throws InvolutionError `INVALID_MODEL` when they lie in another file, or are not as many as the shape says.
 */
export function constantValues(tensor: TensorProto, type: FloatType, read: ReadExternal): FloatValues {
  const argument = `tensor '${tensor.name}'`;
  const bytes = isExternal(tensor) ? externalBytes(tensor, read) : tensor.rawData;
  if (bytes === undefined) {
    throw new InvolutionError(
      'INVALID_MODEL',
      argument,
      `The ${argument} lies in a file that externalData does not have.`,
    );
  }
  // A copy: the values may begin anywhere in the file. Not by `slice`, which copies nothing of a Buffer of Node. Where a
  // tensor has a list of values too, runtimes read the raw bytes.
  const { buffer, length } = new Uint8Array(bytes);
  const isHalf = type === 'float16';
  const listed = () => (isHalf ? Uint16Array.from(tensor.int32Data) : Float32Array.from(tensor.floatData));
  const values = length === 0 ? listed() : isHalf ? new Uint16Array(buffer) : new Float32Array(buffer);
  const count = elementCount(tensor);
  if (values.length !== count) {
    const message = `The ${argument} has ${values.length} values, but its shape asks for ${count}.`;
    throw new InvolutionError('INVALID_MODEL', argument, message);
  }
  return values;
}
