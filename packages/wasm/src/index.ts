export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export type { Build } from './build.ts';
export {
  type InvolutionWasm,
  type LoadOptions,
  loadInvolutionWasm,
  type OwnInvolutionWasm,
} from './involution-wasm.ts';
export { supportedBuilds } from './load.ts';
export type { Plan } from './plan.ts';
export type { Pointers } from './pointers.ts';
export { chooseVariant, type Variant } from './variant.ts';
