import { InvolutionError } from '@involution/core';
import { elementCount, externalBytes, isExternal, type ReadExternal } from '@involution/onnx/model';
import type { TensorProto } from '@involution/onnx/proto';

/**
 * The values of a float32 constant.
 *
 * @param read Of the files that constants outside the model may lie in.
 * @throws InvolutionError `INVALID_MODEL` when they lie in another file, or are not as many as the shape says.
 */
export function constantValues(tensor: TensorProto, read: ReadExternal): Float32Array {
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
  const values =
    bytes.length > 0 ? new Float32Array(new Uint8Array(bytes).buffer) : Float32Array.from(tensor.floatData);
  const count = elementCount(tensor);
  if (values.length !== count) {
    const message = `The ${argument} has ${values.length} values, but its shape asks for ${count}.`;
    throw new InvolutionError('INVALID_MODEL', argument, message);
  }
  return values;
}
