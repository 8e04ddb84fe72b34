export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export { dispatchFor } from './dispatch.ts';
export { float16 } from './float16.ts';
export { makeForwardProgram } from './forward-program.ts';
export { makeFusedForwardProgram } from './fused/fused-forward-program.ts';
export type { FusedGatherOperation } from './fused/gathers.ts';
export { type FusedGradSpanPrograms, makeFusedGradSpan, type SpanSumsProgram } from './fused/make-fused-grad-span.ts';
export { canFuse, makeFusedProgram } from './fused/make-fused-program.ts';
export { paysToFuse } from './fused/pays-to-fuse.ts';
export { requireCompiled, watchCompilation } from './host/compilation.ts';
export { requireDevice, watchDevice } from './host/device-loss.ts';
export { type PreparedProgram, prepareProgram } from './host/prepared-program.ts';
export { checkLimits, type DeviceLimits } from './limits.ts';
export { makeChannelsLastProgram, makeProgram } from './make-program.ts';
export { toModule, uniformData } from './module.ts';
export type {
  InvolutionProgram,
  ProgramOperand,
  ProgramOperands,
  ProgramOptions,
  ProgramUniform,
} from './program.ts';
export type { ElementType, NumberStorage } from './storage.ts';
export { chooseVariant, type SharedWeights, type Variant, type VariantOptions } from './variant.ts';
