export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export {
  type FactorizedAlgorithm,
  type FactorizedInvolution2DArgs,
  factorizedInvolution2d,
} from './factorized/factorized-involution2d.ts';
export { generateKernel, type Span } from './fused/generate-kernel.ts';
export * as fused from './fused/index.ts';
export type { FusedInvolution2DArgs } from './fused/involution2d.ts';
export {
  type FusedGradientsCall,
  type FusedInvolutionCall,
  registerFusedInvolutionGradients,
  registerFusedInvolutionKernel,
} from './fused/register-fused-kernel.ts';
export { involution1d } from './involution1d.ts';
export { involution2d } from './involution2d.ts';
export { involution3d } from './involution3d.ts';
export {
  FUSED_KERNEL_NAMES,
  FusedInvolution2D,
  FusedInvolution2DBackpropInput,
  type FusedInvolution2DBackpropInputAttrs,
  type FusedInvolution2DBackpropInputInputs,
  FusedInvolution2DBackpropSpan,
  type FusedInvolution2DBackpropSpanInputs,
  type FusedInvolution2DInputs,
  Involution2D,
  type Involution2DAttrs,
  Involution2DBackpropInput,
  type Involution2DBackpropInputAttrs,
  type Involution2DBackpropInputInputs,
  Involution2DBackpropKernel,
  type Involution2DBackpropKernelAttrs,
  type Involution2DBackpropKernelInputs,
  type Involution2DInputs,
  type Involution2DOptions,
  Involution3D,
  Involution3DBackpropInput,
  Involution3DBackpropKernel,
  KERNEL_NAMES,
  type KernelRank,
} from './kernel-names.ts';
export { type InvolutionCall, type RegisterKernelsOptions, registerInvolutionKernels } from './register-kernels.ts';
