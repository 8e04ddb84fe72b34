export {
  type InvolutionWasm,
  type LoadOptions,
  loadInvolutionWasm,
  type OwnInvolutionWasm,
} from './involution-wasm.ts';
export { type Build, supportedBuilds } from './load.ts';
export type { Plan } from './plan.ts';
export type { Pointers } from './pointers.ts';
export { chooseVariant, type Operation, type Variant } from './variant.ts';
