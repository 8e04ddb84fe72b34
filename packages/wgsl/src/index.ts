export { dispatchFor } from './dispatch.ts';
export { checkLimits, type DeviceLimits } from './limits.ts';
export { toModule, uniformData } from './module.ts';
export { type InvolutionProgram, makeProgram, type ProgramInput, type ProgramUniform } from './program.ts';
export { chooseVariant, type Operation, type Variant } from './variant.ts';
