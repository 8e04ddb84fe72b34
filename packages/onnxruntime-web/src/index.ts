export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export type { OrtModule } from './provider/ort.ts';
export { type RegisterOptions, registerInvolution } from './provider/register-involution.ts';
export type { InvolutionReport } from './provider/report.ts';
