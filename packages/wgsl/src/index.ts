export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export { dispatchFor } from './dispatch.ts';
export { makeForwardProgram } from './forward-program.ts';
export { requireCompiled, watchCompilation } from './host/compilation.ts';
export { requireDevice, watchDevice } from './host/device-loss.ts';
export { type PreparedProgram, prepareProgram } from './host/prepared-program.ts';
export type { ElementType } from './lanes.ts';
export { checkLimits, type DeviceLimits, type StorageType } from './limits.ts';
export { makeProgram } from './make-program.ts';
export { toModule, uniformData } from './module.ts';
export type {
  InvolutionProgram,
  ProgramOperand,
  ProgramOptions,
  ProgramUniform,
} from './program.ts';
export { chooseVariant, type Variant } from './variant.ts';
