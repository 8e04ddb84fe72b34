// The operator and its two gradients on the active backend: by the registered kernel, else composed.
import { type InvolutionGeometry, kernelShapeOf, xShapeOf } from '@involution/core';
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { composedInvolution } from './composed.ts';
import { composedBackpropInput, composedBackpropKernel } from './composed-gradients.ts';
import {
  Involution2D,
  Involution2DBackpropInput,
  Involution2DBackpropKernel,
  type Involution2DOptions,
} from './kernel-names.ts';

/** y from x and kernel. */
export function runForward(
  x: Tensor4D,
  kernel: Tensor4D,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor4D {
  return run(Involution2D, { x, kernel }, { ...options }, () => composedInvolution(x, kernel, geometry));
}

/** Gradient for x. */
export function runBackpropInput(
  dy: Tensor4D,
  kernel: Tensor4D,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor4D {
  return run(Involution2DBackpropInput, { dy, kernel }, { ...options, xShape: xShapeOf(geometry) }, () =>
    composedBackpropInput(dy, kernel, geometry),
  );
}

/** Gradient for the kernel. */
export function runBackpropKernel(
  dy: Tensor4D,
  x: Tensor4D,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor4D {
  return run(Involution2DBackpropKernel, { dy, x }, { ...options, kernelShape: kernelShapeOf(geometry) }, () =>
    composedBackpropKernel(dy, x, geometry),
  );
}

function run(name: string, inputs: NamedTensorMap, attrs: object, composed: () => Tensor4D): Tensor4D {
  if (!getKernel(name, getBackend())) return composed();
  return engine().runKernel(name, inputs, attrs as NamedAttrMap);
}
