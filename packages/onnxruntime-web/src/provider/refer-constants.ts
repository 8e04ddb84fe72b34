import type { ExternalFile } from '@involution/onnx/model';
import {
  fromPartial,
  type ModelProto,
  StringStringEntryProto,
  TensorProto_DataLocation,
  TensorProto_DataType as Type,
} from '@involution/onnx/proto';

/** The name of the model's own file as a location of constants. No exporter writes it. */
const MODEL_FILE = '__involution_model_file__';

/** Smaller ones cost more as a reference than as they are. */
const MIN_BYTES = 1024;

/** Types of weights. Other constants may be sizes, which runtimes want to see when they work out shapes. */
const REFERRED: readonly number[] = [Type.FLOAT, Type.FLOAT16, Type.BFLOAT16, Type.DOUBLE, Type.INT8, Type.UINT8];

/**
 * Makes each large constant of a graph a reference into the model's file, as ONNX has them for external data. Sessions
 * then read it from there, once and into its final place: it is never copied into a smaller model file, and never
 * parsed.
 *
 * @param model Parsed from `bytes`; changed.
 * @returns The file to mount for every session that gets some of those constants.
 */
export function referConstants(model: ModelProto, bytes: Uint8Array): ExternalFile {
  for (const tensor of model.graph?.initializer ?? []) {
    const { rawData, dataType } = tensor;
    // A constant that is not listed in raw bytes has none.
    if (!REFERRED.includes(dataType) || rawData.length < MIN_BYTES) continue;
    const reference = { location: MODEL_FILE, offset: rawData.byteOffset - bytes.byteOffset, length: rawData.length };
    tensor.externalData = Object.entries(reference).map(([key, value]) =>
      fromPartial(StringStringEntryProto, { key, value: String(value) }),
    );
    tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
    tensor.rawData = new Uint8Array(0);
  }
  return { path: MODEL_FILE, data: bytes };
}
