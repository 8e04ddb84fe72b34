import { InvolutionError, unexpected } from '@involution/core';
import { ModelProto } from '@involution/onnx-messages';

/**
 * Reads an ONNX file.
 *
 * @throws InvolutionError `INVALID_MODEL` when the bytes are not an ONNX model with a graph.
 */
export function readModel(bytes: Uint8Array): ModelProto {
  if (!(bytes instanceof Uint8Array)) {
    throw unexpected('INVALID_MODEL', 'model', bytes, 'the bytes of an ONNX file in a Uint8Array');
  }
  const model = parse(bytes);
  // Protobuf reads many byte strings that are something else, an empty one among them; none of those has a graph.
  if (model?.graph === undefined) {
    throw new InvolutionError('INVALID_MODEL', 'model', `The ${bytes.length} bytes are no ONNX model with a graph.`);
  }
  return model;
}

/** Writes an ONNX file. Fields that this package does not know survive. */
export function writeModel(model: ModelProto): Uint8Array {
  return ModelProto.encode(model).finish();
}

function parse(bytes: Uint8Array): ModelProto | undefined {
  try {
    return ModelProto.decode(bytes);
  } catch {
    return undefined;
  }
}
