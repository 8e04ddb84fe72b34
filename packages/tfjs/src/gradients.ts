import { OPERATION_NAMES, OPERATIONS, type Operation, resolveGeometry } from '@involution/core';
import { type GradConfig, getGradient, registerGradient, type Tensor } from '@tensorflow/tfjs-core';
import {
  type Involution2DAttrs,
  type Involution2DBackpropInputAttrs,
  type Involution2DBackpropKernelAttrs,
  KERNEL_NAMES,
  KERNEL_RANKS,
} from './kernel-names.ts';
import { runKernel } from './run.ts';

// y = f(x, kernel) is linear in each input. So are its gradients a(dy, kernel) and b(dy, x), and their own gradients are
// f, a and b again with the arguments in other places: this closes differentiation to any order.
const GRADIENTS: Readonly<Record<Operation, GradConfig['gradFunc']>> = {
  forward: (upstream, saved, attrs) => {
    const dy = upstream as Tensor;
    const [x, kernel] = saved as [Tensor, Tensor];
    const options = attrs as Involution2DAttrs;
    const geometry = resolveGeometry(x.shape, kernel.shape, options);
    return {
      x: () => runKernel('gradInput', { dy, kernel }, options, geometry),
      kernel: () => runKernel('gradKernel', { dy, x }, options, geometry),
    };
  },
  gradInput: (upstream, saved, attrs) => {
    const x = upstream as Tensor;
    const [dy, kernel] = saved as [Tensor, Tensor];
    const { xShape, ...options } = attrs as unknown as Involution2DBackpropInputAttrs;
    const geometry = resolveGeometry(xShape, kernel.shape, options);
    return {
      dy: () => runKernel('forward', { x, kernel }, options, geometry),
      kernel: () => runKernel('gradKernel', { dy, x }, options, geometry),
    };
  },
  gradKernel: (upstream, saved, attrs) => {
    const kernel = upstream as Tensor;
    const [dy, x] = saved as [Tensor, Tensor];
    const { kernelShape, ...options } = attrs as unknown as Involution2DBackpropKernelAttrs;
    const geometry = resolveGeometry(x.shape, kernelShape, options);
    return {
      dy: () => runKernel('forward', { x, kernel }, options, geometry),
      x: () => runKernel('gradInput', { dy, kernel }, options, geometry),
    };
  },
};

/**
 * Makes the kernels differentiable. tfjs keeps gradients in a global registry and warns of duplicates, so this checks
 * first, and it runs when the op is used rather than when the package is imported.
 */
export function registerGradients(): void {
  for (const rank of KERNEL_RANKS) {
    for (const operation of OPERATION_NAMES) {
      const kernelName = KERNEL_NAMES[rank][operation];
      if (getGradient(kernelName)) continue;
      const inputsToSave = [...OPERATIONS[operation].operands];
      registerGradient({ kernelName, inputsToSave, gradFunc: GRADIENTS[operation] });
    }
  }
}
