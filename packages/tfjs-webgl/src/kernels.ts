import { checkDyShape, kernelShapeOf, resolveGeometry, xShapeOf, yShapeOf } from '@involution/core';
import {
  Involution2D,
  type Involution2DAttrs,
  Involution2DBackpropInput,
  type Involution2DBackpropInputAttrs,
  type Involution2DBackpropInputInputs,
  Involution2DBackpropKernel,
  type Involution2DBackpropKernelAttrs,
  type Involution2DBackpropKernelInputs,
  type Involution2DInputs,
} from '@involution/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type KernelConfig } from '@tensorflow/tfjs-core';
import { runShader } from './run.ts';
import { type ShaderSettings, shaderFor } from './shader.ts';

/** The operator and its two gradients for tfjs's backend `'webgl'`. */
export const kernelConfigs: readonly KernelConfig[] = [
  {
    kernelName: Involution2D,
    backendName: 'webgl',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, kernel } = inputs as unknown as Involution2DInputs;
      const geometry = resolveGeometry(x.shape, kernel.shape, attrs as unknown as Involution2DAttrs);
      const shader = shaderFor('y', geometry, settings());
      return runShader(backend as MathBackendWebGL, shader, { x, kernel }, yShapeOf(geometry));
    },
  },
  {
    kernelName: Involution2DBackpropInput,
    backendName: 'webgl',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, kernel } = inputs as unknown as Involution2DBackpropInputInputs;
      const { xShape, ...options } = attrs as unknown as Involution2DBackpropInputAttrs;
      const geometry = resolveGeometry(xShape, kernel.shape, options);
      checkDyShape(dy.shape, geometry);
      const shader = shaderFor('dx', geometry, settings());
      return runShader(backend as MathBackendWebGL, shader, { dy, kernel }, xShapeOf(geometry));
    },
  },
  {
    kernelName: Involution2DBackpropKernel,
    backendName: 'webgl',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, x } = inputs as unknown as Involution2DBackpropKernelInputs;
      const { kernelShape, ...options } = attrs as unknown as Involution2DBackpropKernelAttrs;
      const geometry = resolveGeometry(x.shape, kernelShape, options);
      checkDyShape(dy.shape, geometry);
      const shader = shaderFor('dkernel', geometry, settings());
      return runShader(backend as MathBackendWebGL, shader, { dy, x }, kernelShapeOf(geometry));
    },
  },
];

/** Read at every call, because tfjs's flags may be set at any time. */
function settings(): ShaderSettings {
  return { isPackingAllowed: env().getBool('WEBGL_PACK'), webglVersion: env().getNumber('WEBGL_VERSION') };
}
