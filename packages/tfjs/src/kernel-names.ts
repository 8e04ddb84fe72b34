// What a backend package needs to register its kernels: the names, and the types of inputs and attributes.
import type { InvolutionOptions } from '@involution/core';
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

/** tfjs's name of the kernel of each operation: like those of its own convolutions. */
export const KERNEL_NAMES: {
  readonly forward: typeof Involution2D;
  readonly gradInput: typeof Involution2DBackpropInput;
  readonly gradKernel: typeof Involution2DBackpropKernel;
} = {
  forward: Involution2D,
  gradInput: Involution2DBackpropInput,
  gradKernel: Involution2DBackpropKernel,
};
