// tfjs's own kernels for two gradients, which it has on this backend as scalar loops. The same sums by the kernels that
// XNNPACK computes are several times faster.
import {
  BatchMatMul,
  type BatchMatMulAttrs,
  backend_util,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  conv2d,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  matMul,
  registerKernel,
  reverse,
  type Tensor,
  type Tensor4D,
  tidy,
  transpose,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Computes a call, or leaves it to the kernel that was there. */
type Attempt = (inputs: Readonly<Record<string, Tensor>>, attrs: object) => Tensor | undefined;

/** Replaced kernels, so that a second time does not replace ours. */
const replaced = new WeakSet<KernelFunc>();

/**
 * Replaces tfjs's `BatchMatMul` where an operand is to be transposed, as in the gradients of a product, and its
 * `Conv2DBackpropInput` at stride 1. Other calls go to tfjs's kernels as before.
 */
export function replaceSlowGradients(): void {
  replace(BatchMatMul, transposeFirst);
  replace(Conv2DBackpropInput, byConvolution);
}

function replace(kernelName: string, attempt: Attempt): void {
  const original = getKernel(kernelName, 'wasm');
  if (!original || replaced.has(original.kernelFunc)) return;
  const kernelFunc: KernelFunc = (call) => {
    // The engine hands kernels the tensors themselves.
    const inputs = call.inputs as unknown as Record<string, Tensor>;
    return tidy(() => attempt(inputs, call.attrs ?? {})) ?? original.kernelFunc(call);
  };
  replaced.add(kernelFunc);
  unregisterKernel(kernelName, 'wasm');
  const config: KernelConfig = { ...original, kernelFunc };
  registerKernel(config);
}

const transposeFirst: Attempt = ({ a, b }, attrs) => {
  const { transposeA, transposeB } = attrs as BatchMatMulAttrs;
  if (!transposeA && !transposeB) return undefined;
  return matMul(transposeA ? transposed(a!) : a!, transposeB ? transposed(b!) : b!);
};

/** With the last two axes in each other's place. */
function transposed(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

/** The gradient for x of a convolution with stride 1: a convolution of dy by the filter turned around. */
const byConvolution: Attempt = ({ dy, filter }, attrs) => {
  const { strides, pad, dimRoundingMode, inputShape, dataFormat } = attrs as Conv2DBackpropInputAttrs;
  const [x, turned] = [inputShape, filter as Tensor4D];
  const info = backend_util.computeConv2DInfo(x, turned.shape, strides, 1, pad, dimRoundingMode);
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
  const { top, bottom, left, right } = padInfo;
  const pads = [filterHeight - 1 - top, filterHeight - 1 - bottom, filterWidth - 1 - left, filterWidth - 1 - right];
  if (dataFormat !== 'NHWC' || strideHeight * strideWidth > 1 || pads.some((zeros) => zeros < 0)) return undefined;
  const around: backend_util.ExplicitPadding = [
    [0, 0],
    [pads[0]!, pads[1]!],
    [pads[2]!, pads[3]!],
    [0, 0],
  ];
  return conv2d(dy as Tensor4D, transpose(reverse(turned, [0, 1]), [0, 1, 3, 2]), 1, around);
};
