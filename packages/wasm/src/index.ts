export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export type { Block } from './block.ts';
export type { Build } from './build.ts';
export { type ForwardWasm, loadForwardWasm } from './forward-wasm.ts';
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
export type { Convolution, Pool } from './window-calls.ts';
