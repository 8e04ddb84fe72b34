import {
  checkDyShape,
  type FusedGeometry,
  type FusedOperands,
  type FusedOperation,
  fusedShapeOf,
  type Operands,
  resolveFusedGeometry,
  resultNamesOf,
} from '@involution/core';
import { getKernel, registerKernel, type Tensor, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { checkOptions } from '../check-options.ts';
import { FUSED_KERNEL_NAMES, type FusedInvolution2DBackpropInputAttrs } from '../kernel-names.ts';
import { checkDtypes } from '../register-kernels.ts';
import { composeFused } from './compose-fused.ts';

/** One checked call of the fused kernel. */
export interface FusedInvolutionCall<Backend> {
  operation: 'fusedForward';
  geometry: FusedGeometry;
  operands: FusedOperands<TensorInfo>;
  /** Of y. */
  outputShape: number[];
  /** tfjs's backend object. */
  backend: Backend;
}

/** One checked call of one of its gradients. */
export interface FusedGradientsCall<Backend> {
  operation: 'fusedGradInput' | 'fusedGradSpan';
  geometry: FusedGeometry;
  /** By name, those that the operation reads. */
  operands: Operands<TensorInfo>;
  /** Of the operation's results, in their order. */
  outputShapes: number[][];
  /** tfjs's backend object. */
  backend: Backend;
}

/**
 * Registers the kernel of `fused.involution2d` for a tfjs backend, unless there is one. Inputs and attributes are checked and
 * resolved here, so that a backend package has only to compute.
 *
 * @param backendName tfjs's name of the backend.
 * @param compute Makes y; `undefined` where fusing does not pay: then the kernel tensor is made by a product of matrices, and
 * y by the backend's kernel of `involution2d`.
 */
export function registerFusedInvolutionKernel<Backend>(
  backendName: string,
  compute: (call: FusedInvolutionCall<Backend>) => TensorInfo | undefined,
): void {
  const operation = 'fusedForward';
  registerOne<Backend>(backendName, operation, ({ outputShapes, ...call }) => {
    const operands = call.operands as FusedOperands<TensorInfo>;
    const y = compute({ ...call, operation, operands, outputShape: outputShapes[0]! });
    return y && [y];
  });
}

/**
 * Registers the kernels of its gradients, as {@link registerFusedInvolutionKernel} does that of y.
 *
 * @param compute Makes the results of the operation; `undefined` where fusing does not pay: then they are computed by way
 * of the kernel tensor or of its gradient.
 */
export function registerFusedInvolutionGradients<Backend>(
  backendName: string,
  compute: (call: FusedGradientsCall<Backend>) => TensorInfo[] | undefined,
): void {
  for (const operation of ['fusedGradInput', 'fusedGradSpan'] as const) {
    registerOne<Backend>(backendName, operation, (call) => compute({ ...call, operation }));
  }
}

type AnyCall<Backend> = Omit<FusedGradientsCall<Backend>, 'operation'> & { operation: FusedOperation };

function registerOne<Backend>(
  backendName: string,
  operation: FusedOperation,
  compute: (call: AnyCall<Backend>) => TensorInfo[] | undefined,
): void {
  const kernelName = FUSED_KERNEL_NAMES[operation];
  if (getKernel(kernelName, backendName)) return;
  registerKernel({
    kernelName,
    backendName,
    kernelFunc({ inputs, attrs, backend }) {
      checkDtypes(inputs);
      const operands: Operands<TensorInfo> = inputs;
      const { xShape, ...options } = attrs as unknown as Partial<FusedInvolution2DBackpropInputAttrs> &
        Omit<FusedInvolution2DBackpropInputAttrs, 'xShape'>;
      checkOptions(options);
      const { dy, x, features, spanWeights, spanBias } = operands;
      const shapes = { x: x?.shape ?? xShape!, features: features!.shape, spanWeights: spanWeights!.shape };
      const geometry = resolveFusedGeometry({ ...shapes, spanBias: spanBias?.shape }, options);
      if (dy) checkDyShape(dy.shape, geometry);
      const outputShapes = resultNamesOf(operation).map((name) => fusedShapeOf(geometry, name));
      const results = compute({ operation, geometry, operands, outputShapes, backend: backend as Backend });
      // The engine hands kernels the tensors themselves.
      const all = results ?? tidy(() => composeFused(operation, operands as Operands<Tensor>, options, geometry));
      return all.length === 1 ? all[0]! : all;
    },
  });
}
