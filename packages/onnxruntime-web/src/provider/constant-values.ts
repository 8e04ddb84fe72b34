import { InvolutionError } from '@involution/core';
import type { TensorProto } from 'onnx-buf';
import { type DataFile, externalBytes, isExternal } from './light-model.ts';

/**
 * The values of a float32 constant.
 *
 * @param files What constants outside the model may lie in.
 * @throws InvolutionError `INVALID_MODEL` when they lie in another file, or are not as many as the shape says.
 */
export function constantValues(tensor: TensorProto, files: readonly DataFile[]): Float32Array {
  const argument = `tensor '${tensor.name}'`;
  const bytes = isExternal(tensor) ? externalBytes(tensor, files) : tensor.rawData;
  if (bytes === undefined) {
    throw new InvolutionError(
      'INVALID_MODEL',
      argument,
      `The ${argument} lies in a file that externalData does not have.`,
    );
  }
  // A copy: the values may begin anywhere in the file. Not by `slice`, which copies nothing of a Buffer of Node.
  const values =
    tensor.floatData.length > 0 ? Float32Array.from(tensor.floatData) : new Float32Array(new Uint8Array(bytes).buffer);
  const count = tensor.dims.reduce((product, size) => product * Number(size), 1);
  if (values.length !== count) {
    const message = `The ${argument} has ${values.length} values, but its shape asks for ${count}.`;
    throw new InvolutionError('INVALID_MODEL', argument, message);
  }
  return values;
}
