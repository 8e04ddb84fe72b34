import { resolveGeometry } from '@involution/core';
import { type GradConfig, getGradient, registerGradient, type Tensor4D } from '@tensorflow/tfjs-core';
import {
  Involution2D,
  type Involution2DAttrs,
  Involution2DBackpropInput,
  type Involution2DBackpropInputAttrs,
  Involution2DBackpropKernel,
  type Involution2DBackpropKernelAttrs,
} from './kernel-names.ts';
import { runBackpropInput, runBackpropKernel, runForward } from './run.ts';

// y = f(x, kernel) is linear in each input. So are its gradients a(dy, kernel) and b(dy, x), and their own gradients are
// f, a and b again with the arguments in other places: this closes differentiation to any order.
const gradients: readonly GradConfig[] = [
  {
    kernelName: Involution2D,
    inputsToSave: ['x', 'kernel'],
    gradFunc: (upstream, saved, attrs) => {
      const dy = upstream as Tensor4D;
      const [x, kernel] = saved as [Tensor4D, Tensor4D];
      const options = attrs as Involution2DAttrs;
      const geometry = resolveGeometry(x.shape, kernel.shape, options);
      return {
        x: () => runBackpropInput(dy, kernel, options, geometry),
        kernel: () => runBackpropKernel(dy, x, options, geometry),
      };
    },
  },
  {
    kernelName: Involution2DBackpropInput,
    inputsToSave: ['dy', 'kernel'],
    gradFunc: (upstream, saved, attrs) => {
      const dx = upstream as Tensor4D;
      const [dy, kernel] = saved as [Tensor4D, Tensor4D];
      const { xShape, ...options } = attrs as unknown as Involution2DBackpropInputAttrs;
      const geometry = resolveGeometry(xShape, kernel.shape, options);
      return {
        dy: () => runForward(dx, kernel, options, geometry),
        kernel: () => runBackpropKernel(dy, dx, options, geometry),
      };
    },
  },
  {
    kernelName: Involution2DBackpropKernel,
    inputsToSave: ['dy', 'x'],
    gradFunc: (upstream, saved, attrs) => {
      const dKernel = upstream as Tensor4D;
      const [dy, x] = saved as [Tensor4D, Tensor4D];
      const { kernelShape, ...options } = attrs as unknown as Involution2DBackpropKernelAttrs;
      const geometry = resolveGeometry(x.shape, kernelShape, options);
      return {
        dy: () => runForward(x, dKernel, options, geometry),
        x: () => runBackpropInput(dy, dKernel, options, geometry),
      };
    },
  },
];

/**
 * Makes the kernels differentiable. tfjs keeps gradients in a global registry and warns of duplicates, so this checks
 * first, and it runs when the op is used rather than when the package is imported.
 */
export function registerGradients(): void {
  for (const gradient of gradients) {
    if (!getGradient(gradient.kernelName)) registerGradient(gradient);
  }
}
