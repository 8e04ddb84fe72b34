export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export type { Build } from './build.ts';
export {
  type Block,
  type ForwardWasm,
  loadForwardWasm,
  type PointwiseConvolution,
} from './forward-wasm.ts';
export {
  type InvolutionWasm,
  type LoadOptions,
  loadInvolutionWasm,
  type OwnInvolutionWasm,
  type SpanGradients,
  supportedBuilds,
} from './involution-wasm.ts';
export type { Plan } from './plan.ts';
export type { Pointers } from './pointers.ts';
export { chooseVariant, type Variant } from './variant.ts';
