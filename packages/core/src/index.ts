export { type Axis, outputOf, outputSize, type PhasePosition, phaseOf, tapOffset, withoutIdleSteps } from './axis.ts';
export { type Band, bandOf, bandOfInputs, type Interval, intervalsOf, maxKernelRows } from './bands.ts';
export { type Cost, cost, type InvolutionCost } from './cost.ts';
export {
  channelGroupingPermutation,
  convertDataFormat,
  invertPermutation,
  kernelOrderPermutation,
  permuteAxis,
} from './dialects.ts';
export {
  errorBound,
  FLOAT16_UNIT_ROUNDOFF,
  FLOAT32_UNIT_ROUNDOFF,
  factorizedTermsOf,
  float16RoundingBound,
  termsOf,
} from './error-bound.ts';
export { ERROR_CODES, type ErrorCode, InvolutionError, isInvolutionError, unexpected } from './errors.ts';
export {
  type FusedGeometry,
  type FusedShapes,
  featuresShapeOf,
  fusedShapeOf,
  resolveFusedGeometry,
} from './fused-geometry.ts';
export { computeFusedGradients, computeFusedReference, fusedInvolution, generateKernel } from './fused-reference.ts';
export {
  asVolume,
  checkDyShape,
  type InvolutionGeometry,
  kernelShapeFor,
  kernelShapeOf,
  outputPositions,
  planarAxes,
  resolveGeometry,
  tapCount,
  type VolumeGeometry,
  xShapeOf,
  yShapeOf,
} from './geometry.ts';
export { checkData, type NdArray, type NumericArray, type TypedNdArray } from './nd-array.ts';
export {
  FUSED_OPERATION_NAMES,
  FUSED_OPERATIONS,
  type FusedOperandName,
  type FusedOperands,
  type FusedOperation,
  isFused,
  mapOperands,
  OPERAND_NAMES,
  OPERATION_NAMES,
  OPERATIONS,
  type OperandName,
  type Operands,
  type Operation,
  operandNamesOf,
  operandsOf,
  pickOperands,
  type ResultName,
  type Results,
  resultNamesOf,
  resultShapeOf,
  type SpanTensorName,
  shapeOf,
  type TensorName,
} from './operations.ts';
export type { ChannelGrouping, DataFormat, InvolutionOptions, KernelOrder, Padding, PerAxis } from './options.ts';
export { print, printable, printableLines } from './print.ts';
export {
  computeReference,
  involution,
  involutionGradInput,
  involutionGradKernel,
  type ReferenceResult,
} from './reference.ts';
export { sizeOf, spatialRank } from './shape.ts';
export { type FeatureMapStrides, type InvolutionStrides, type KernelStrides, stridesOf } from './strides.ts';
export { type AxisTaps, type Tap, tapsOfInput, tapsOfOutput } from './taps.ts';
export { checkOptionNames, type ResolvedOptions, resolveOptions } from './validation.ts';
