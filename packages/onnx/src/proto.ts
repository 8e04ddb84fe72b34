// The subpath `@involution/onnx/proto`: the messages of an ONNX file, read, made and written. ts-proto writes them from ONNX's
// own definition.
export * from '@involution/onnx-messages';
