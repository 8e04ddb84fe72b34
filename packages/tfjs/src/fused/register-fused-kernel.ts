import {
  type FusedGeometry,
  type FusedOperands,
  type FusedOperation,
  resolveFusedGeometry,
  yShapeOf,
} from '@involution/core';
import { getKernel, registerKernel, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { checkOptions } from '../check-options.ts';
import { FusedInvolution2D, type FusedInvolution2DInputs, type Involution2DOptions } from '../kernel-names.ts';
import { checkDtypes } from '../register-kernels.ts';
import { composeFused } from './compose-fused.ts';
import type { SpanInputs } from './generate-kernel.ts';

/** One checked call of the fused kernel. */
export interface FusedInvolutionCall<Backend> {
  operation: FusedOperation;
  geometry: FusedGeometry;
  operands: FusedOperands<TensorInfo>;
  /** Of y. */
  outputShape: number[];
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
  if (getKernel(FusedInvolution2D, backendName)) return;
  registerKernel({
    kernelName: FusedInvolution2D,
    backendName,
    kernelFunc({ inputs, attrs, backend }) {
      checkDtypes(inputs);
      const operands = inputs as unknown as FusedInvolution2DInputs;
      const options = attrs as Involution2DOptions;
      checkOptions(options);
      const { x, features, spanWeights, spanBias } = operands;
      const shapes = { x: x.shape, features: features.shape, spanWeights: spanWeights.shape, spanBias: spanBias.shape };
      const geometry = resolveFusedGeometry(shapes, options);
      const outputShape = yShapeOf(geometry);
      const y = compute({ operation: 'fusedForward', geometry, operands, outputShape, backend: backend as Backend });
      // The engine hands kernels the tensors themselves.
      const tensors = [x, features, spanWeights, spanBias] as unknown as SpanInputs;
      return y ?? tidy(() => composeFused(tensors, options, geometry));
    },
  });
}
