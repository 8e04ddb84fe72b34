// The subpath `@involution/onnx/functions`: apart from `@involution/onnx/model`, for a runtime whose kernels run all that there is
// not to load it.
export { expandNodes } from './expand.ts';
