import {
  checkDyShape,
  type InvolutionGeometry,
  kernelShapeOf,
  resolveGeometry,
  sizeOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
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
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { correlate } from './correlate.ts';
import { gather } from './gather.ts';
import { walkFromInput, walkFromOutput } from './walk.ts';

/** The operator and its two gradients for tfjs's backend `'cpu'`. */
export const kernelConfigs: readonly KernelConfig[] = [
  {
    kernelName: Involution2D,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, kernel } = inputs as unknown as Involution2DInputs;
      const cpu = backend as MathBackendCPU;
      const geometry = resolveGeometry(x.shape, kernel.shape, attrs as unknown as Involution2DAttrs);
      const y = gather(walkFromOutput(geometry), valuesOf(cpu, x), valuesOf(cpu, kernel));
      return cpu.makeTensorInfo(yShapeOf(geometry), 'float32', y);
    },
  },
  {
    kernelName: Involution2DBackpropInput,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, kernel } = inputs as unknown as Involution2DBackpropInputInputs;
      const { xShape, ...options } = attrs as unknown as Involution2DBackpropInputAttrs;
      const cpu = backend as MathBackendCPU;
      const geometry = checked(dy, resolveGeometry(xShape, kernel.shape, options));
      const dx = gather(walkFromInput(geometry), valuesOf(cpu, dy), valuesOf(cpu, kernel));
      return cpu.makeTensorInfo(xShapeOf(geometry), 'float32', dx);
    },
  },
  {
    kernelName: Involution2DBackpropKernel,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, x } = inputs as unknown as Involution2DBackpropKernelInputs;
      const { kernelShape, ...options } = attrs as unknown as Involution2DBackpropKernelAttrs;
      const cpu = backend as MathBackendCPU;
      const geometry = checked(dy, resolveGeometry(x.shape, kernelShape, options));
      const shape = kernelShapeOf(geometry);
      const dKernel = correlate(walkFromOutput(geometry), valuesOf(cpu, x), valuesOf(cpu, dy), sizeOf(shape));
      return cpu.makeTensorInfo(shape, 'float32', dKernel);
    },
  },
];

function checked(dy: TensorInfo, geometry: InvolutionGeometry): InvolutionGeometry {
  checkDyShape(dy.shape, geometry);
  return geometry;
}

function valuesOf(backend: MathBackendCPU, { dataId }: TensorInfo): Float32Array {
  return backend.data.get(dataId).values as Float32Array;
}
