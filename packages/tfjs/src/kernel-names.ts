// What a backend package needs to register its kernels: the names, and the types of inputs and attributes.
import type { FusedOperation, InvolutionOptions, Operation } from '@involution/core';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Options of the op: core's, without `dataFormat`, since tensors of tfjs have channels last. */
export type Involution2DOptions = Omit<InvolutionOptions, 'dataFormat'>;

/** y `[N, Ho, Wo, C]` from `x` and `kernel`. */
export const Involution2D = 'Involution2D';
/** `x` `[N, H, W, C]`, `kernel` `[N, Ho, Wo, G·Kh·Kw]` */
export interface Involution2DInputs {
  x: TensorInfo;
  kernel: TensorInfo;
}
export type Involution2DAttrs = Involution2DOptions;

/** Gradient for x `[N, H, W, C]` from `dy` and `kernel`. */
export const Involution2DBackpropInput = 'Involution2DBackpropInput';
/** `dy` `[N, Ho, Wo, C]`, `kernel` `[N, Ho, Wo, G·Kh·Kw]` */
export interface Involution2DBackpropInputInputs {
  dy: TensorInfo;
  kernel: TensorInfo;
}
export interface Involution2DBackpropInputAttrs extends Involution2DOptions {
  /** `[N, H, W, C]` */
  xShape: number[];
}

/** Gradient for the kernel `[N, Ho, Wo, G·Kh·Kw]` from `dy` and `x`. */
export const Involution2DBackpropKernel = 'Involution2DBackpropKernel';
/** `dy` `[N, Ho, Wo, C]`, `x` `[N, H, W, C]` */
export interface Involution2DBackpropKernelInputs {
  dy: TensorInfo;
  x: TensorInfo;
}
export interface Involution2DBackpropKernelAttrs extends Involution2DOptions {
  /** `[N, Ho, Wo, G·Kh·Kw]` */
  kernelShape: number[];
}

/** Involution of volumes and its gradients: inputs and attributes as those above, with depth before height in each shape and list. */
export const Involution3D = 'Involution3D';
export const Involution3DBackpropInput = 'Involution3DBackpropInput';
export const Involution3DBackpropKernel = 'Involution3DBackpropKernel';

/** y `[N, Ho, Wo, C]` from x and what its kernel is generated from. */
export const FusedInvolution2D = 'FusedInvolution2D';
/** `x` `[N, H, W, C]`, `features` `[N, Ho, Wo, R]`, `spanWeights` `[R, G·Kh·Kw]`, `spanBias` `[G·Kh·Kw]` */
export interface FusedInvolution2DInputs {
  x: TensorInfo;
  features: TensorInfo;
  spanWeights: TensorInfo;
  spanBias: TensorInfo;
}

/** Gradient for x `[N, H, W, C]` from `dy` and what the kernel is generated from. */
export const FusedInvolution2DBackpropInput = 'FusedInvolution2DBackpropInput';
/** `dy` `[N, Ho, Wo, C]`, `features` `[N, Ho, Wo, R]`, `spanWeights` `[R, G·Kh·Kw]`, `spanBias` `[G·Kh·Kw]` */
export interface FusedInvolution2DBackpropInputInputs {
  dy: TensorInfo;
  features: TensorInfo;
  spanWeights: TensorInfo;
  spanBias: TensorInfo;
}
export interface FusedInvolution2DBackpropInputAttrs extends Involution2DOptions {
  /** `[N, H, W, C]` */
  xShape: number[];
}

/** Gradients for the features, the span's weights and its bias, in this order, from `dy`, `x`, features and weights. */
export const FusedInvolution2DBackpropSpan = 'FusedInvolution2DBackpropSpan';
/** `dy` `[N, Ho, Wo, C]`, `x` `[N, H, W, C]`, `features` `[N, Ho, Wo, R]`, `spanWeights` `[R, G·Kh·Kw]` */
export interface FusedInvolution2DBackpropSpanInputs {
  dy: TensorInfo;
  x: TensorInfo;
  features: TensorInfo;
  spanWeights: TensorInfo;
}

/** tfjs's name of the kernel of each fused operation. */
export const FUSED_KERNEL_NAMES: Readonly<Record<FusedOperation, string>> = {
  fusedForward: FusedInvolution2D,
  fusedGradInput: FusedInvolution2DBackpropInput,
  fusedGradSpan: FusedInvolution2DBackpropSpan,
};

/** Spatial axes that kernels have. One axis needs none of its own: it is that of images of one row. */
export type KernelRank = 2 | 3;

/** tfjs's name of the kernel of each operation, by its spatial axes: like those of its own convolutions. */
export const KERNEL_NAMES: Readonly<Record<KernelRank, Readonly<Record<Operation, string>>>> = {
  2: { forward: Involution2D, gradInput: Involution2DBackpropInput, gradKernel: Involution2DBackpropKernel },
  3: { forward: Involution3D, gradInput: Involution3DBackpropInput, gradKernel: Involution3DBackpropKernel },
};

/** The spatial axes that there are kernels for. */
export const KERNEL_RANKS: readonly KernelRank[] = [2, 3];
