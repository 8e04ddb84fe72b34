export { type Cost, cost, type InvolutionCost } from './cost.ts';
export {
  channelGroupingPermutation,
  convertDataFormat,
  invertPermutation,
  kernelOrderPermutation,
  permuteAxis,
} from './dialects.ts';
export { errorBound, FLOAT16_UNIT_ROUNDOFF, FLOAT32_UNIT_ROUNDOFF } from './error-bound.ts';
export { ERROR_CODES, type ErrorCode, InvolutionError } from './errors.ts';
export {
  checkDyShape,
  type InvolutionGeometry,
  kernelShapeFor,
  kernelShapeOf,
  resolveGeometry,
  xShapeOf,
  yShapeOf,
} from './geometry.ts';
export { type NdArray, type NumericArray, sizeOf, type TypedNdArray } from './nd-array.ts';
export type { ChannelGrouping, DataFormat, InvolutionOptions, KernelOrder, Padding, Pair } from './options.ts';
export { involution, involutionGradInput, involutionGradKernel, type ReferenceResult } from './reference.ts';
export { type FeatureMapStrides, type InvolutionStrides, type KernelStrides, stridesOf } from './strides.ts';
export { type Axis, type AxisTaps, axesOf, type Tap, tapsOfInput, tapsOfOutput } from './taps.ts';
