export { type DeepPartial, fromPartial } from './from-partial.ts';
export * from './onnx-ml.ts';
