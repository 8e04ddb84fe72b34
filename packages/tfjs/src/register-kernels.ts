import {
  checkDyShape,
  InvolutionError,
  type InvolutionGeometry,
  kernelShapeOf,
  resolveGeometry,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import {
  getKernel,
  type KernelConfig,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
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
} from './kernel-names.ts';

/** One checked call of one of the three kernels. */
export interface Involution2DCall<Backend> {
  operation: 'forward' | 'gradInput' | 'gradKernel';
  geometry: InvolutionGeometry;
  /** forward: x and kernel; gradInput: dy and kernel; gradKernel: dy and x. */
  inputs: readonly [TensorInfo, TensorInfo];
  /** Of y, of x or of the kernel. */
  outputShape: [number, number, number, number];
  /** tfjs's backend object. */
  backend: Backend;
}

/**
 * Registers the operator and its two gradients for a tfjs backend, unless they are: tfjs keeps kernels in a global
 * registry and warns of duplicates. Inputs and attributes are checked and resolved here, so that a backend package has
 * only to compute.
 *
 * @param backendName tfjs's name of the backend.
 * @param compute Makes the result of a call. The geometry is checked, and so are the shape of dy and that all inputs are
 * float32.
 */
export function registerInvolutionKernels<Backend>(
  backendName: string,
  compute: (call: Involution2DCall<Backend>) => TensorInfo,
): void {
  for (const [kernelName, resolve] of Object.entries(RESOLVERS)) {
    if (getKernel(kernelName, backendName)) continue;
    registerKernel({
      kernelName,
      backendName,
      kernelFunc({ inputs, attrs, backend }) {
        checkDtypes(inputs);
        return compute({ ...resolve(inputs, attrs), backend: backend as Backend });
      },
    });
  }
}

/** Whoever calls a kernel by its name is not stopped by `involution2d`, and memory has no types: bits would be misread. */
function checkDtypes(inputs: NamedTensorInfoMap): void {
  for (const [name, input] of Object.entries(inputs)) {
    if (input!.dtype !== 'float32') throw new InvolutionError('INVALID_DTYPE', name, input!.dtype, "'float32'");
  }
}

type KernelArguments = Parameters<KernelConfig['kernelFunc']>[0];
type Resolver = (
  inputs: KernelArguments['inputs'],
  attrs: KernelArguments['attrs'],
) => Omit<Involution2DCall<never>, 'backend'>;

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  [Involution2D]: (inputs, attrs) => {
    const { x, kernel } = inputs as unknown as Involution2DInputs;
    const geometry = resolveGeometry(x.shape, kernel.shape, attrs as unknown as Involution2DAttrs);
    return { operation: 'forward', geometry, inputs: [x, kernel], outputShape: yShapeOf(geometry) };
  },
  [Involution2DBackpropInput]: (inputs, attrs) => {
    const { dy, kernel } = inputs as unknown as Involution2DBackpropInputInputs;
    const { xShape, ...options } = attrs as unknown as Involution2DBackpropInputAttrs;
    const geometry = resolveGeometry(xShape, kernel.shape, options);
    checkDyShape(dy.shape, geometry);
    return { operation: 'gradInput', geometry, inputs: [dy, kernel], outputShape: xShapeOf(geometry) };
  },
  [Involution2DBackpropKernel]: (inputs, attrs) => {
    const { dy, x } = inputs as unknown as Involution2DBackpropKernelInputs;
    const { kernelShape, ...options } = attrs as unknown as Involution2DBackpropKernelAttrs;
    const geometry = resolveGeometry(x.shape, kernelShape, options);
    checkDyShape(dy.shape, geometry);
    return { operation: 'gradKernel', geometry, inputs: [dy, x], outputShape: kernelShapeOf(geometry) };
  },
};
