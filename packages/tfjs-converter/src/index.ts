export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export { type FusedNode, type FuseResult, fuseInvolution, type RejectedMatch } from './fuse.ts';
export { type FusedModelOptions, fusedModel } from './fused-model.ts';
export { registerOps } from './ops/register-ops.ts';
