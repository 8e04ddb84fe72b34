// The operator and its two gradients on the active backend: by the registered kernel, else composed.
import type { InvolutionGeometry } from '@involution/core';
import { engine, getBackend, getKernel, grad, type NamedAttrMap, type NamedTensorMap, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { composedInvolution } from './composed.ts';
import {
  Involution2D,
  Involution2DBackpropInput,
  Involution2DBackpropKernel,
  type Involution2DOptions,
} from './kernel-names.ts';

/** y from x and kernel. */
export function runForward(x: Tensor4D, kernel: Tensor4D, options: Involution2DOptions, geometry: InvolutionGeometry): Tensor4D {
  return run(Involution2D, { x, kernel }, { ...options }, () => composedInvolution(x, kernel, geometry));
}

/** Gradient for x. */
export function runBackpropInput(dy: Tensor4D, kernel: Tensor4D, options: Involution2DOptions, geometry: InvolutionGeometry): Tensor4D {
  const { batchSize, inHeight, inWidth, channels } = geometry;
  const xShape: Tensor4D['shape'] = [batchSize, inHeight, inWidth, channels];
  return run(Involution2DBackpropInput, { dy, kernel }, { ...options, xShape }, () =>
    gradientOf((x) => composedInvolution(x, kernel, geometry), xShape, dy),
  );
}

/** Gradient for the kernel. */
export function runBackpropKernel(dy: Tensor4D, x: Tensor4D, options: Involution2DOptions, geometry: InvolutionGeometry): Tensor4D {
  const { batchSize, outHeight, outWidth, groups, kernelHeight, kernelWidth } = geometry;
  const kernelShape: Tensor4D['shape'] = [batchSize, outHeight, outWidth, groups * kernelHeight * kernelWidth];
  return run(Involution2DBackpropKernel, { dy, x }, { ...options, kernelShape }, () =>
    gradientOf((kernel) => composedInvolution(x, kernel, geometry), kernelShape, dy),
  );
}

function run(name: string, inputs: NamedTensorMap, attrs: object, composed: () => Tensor4D): Tensor4D {
  if (!getKernel(name, getBackend())) return composed();
  return engine().runKernel(name, inputs, attrs as NamedAttrMap);
}

/** tfjs's own gradient of a function that is linear, so that it may be taken at zero. */
function gradientOf(linear: (value: Tensor4D) => Tensor4D, shape: Tensor4D['shape'], dy: Tensor4D): Tensor4D {
  return grad((value) => linear(value as Tensor4D))(zeros(shape), dy) as Tensor4D;
}
