export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export { convert } from './convert.ts';
export type { ConvertOptions, ConvertReport, Progress, Target } from './convert-options.ts';
