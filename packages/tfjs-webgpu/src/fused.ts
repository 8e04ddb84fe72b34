// The subpath `@involution/tfjs-webgpu/fused`: apart from the package's other kernels, so that who doesn't use it doesn't load it.
import {
  type FusedGradientsCall,
  type FusedInvolutionCall,
  registerFusedInvolutionGradients,
  registerFusedInvolutionKernel,
} from '@involution/tfjs';
import { makeFusedGradSpan, makeFusedProgram, paysToFuse, requireDevice } from '@involution/wgsl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram } from './run-program.ts';

/**
 * Registers the kernels of `fused.involution2d` of `@involution/tfjs` and of its gradients for tfjs's backend `'webgpu'`, which the
 * layers of `@involution/tfjs-layers` run too: they generate their weights within the shader, and sum the gradient for them there.
 * Beside it, `register` of the package itself is needed, for what does not pay to fuse. Calling it again does nothing.
 */
export function registerFused(): void {
  registerFusedInvolutionKernel('webgpu', computeFused);
  registerFusedInvolutionGradients('webgpu', computeFusedGradients);
}

/** Computes one fused call, as `compute` does others; `undefined` where fusing does not pay. */
function computeFused({
  operation,
  geometry,
  operands,
  outputShape,
  backend,
}: FusedInvolutionCall<WebGPUBackend>): TensorInfo | undefined {
  if (!paysToFuse(operation, geometry)) return undefined;
  requireDevice(backend.device);
  return runProgram(backend, makeFusedProgram(operation, geometry, backend.device.limits), operands, outputShape);
}

/** Computes one call of a fused gradient, likewise. */
function computeFusedGradients({
  operation,
  geometry,
  operands,
  outputShapes,
  backend,
}: FusedGradientsCall<WebGPUBackend>): TensorInfo[] | undefined {
  if (!paysToFuse(operation, geometry)) return undefined;
  const { device } = backend;
  requireDevice(device);
  if (operation === 'fusedGradInput') {
    return [runProgram(backend, makeFusedProgram(operation, geometry, device.limits), operands, outputShapes[0]!)];
  }
  const { features, spanWeights, spanBias, spanSums } = makeFusedGradSpan(geometry, device.limits);
  const sums = spanSums && runProgram(backend, spanSums.program, operands, spanSums.shape);
  const results: TensorInfo[] = [];
  try {
    for (const [k, program] of [features, spanWeights, spanBias].entries()) {
      results.push(runProgram(backend, program, { ...operands, spanSums: sums }, outputShapes[k]!));
    }
    return results;
  } catch (error) {
    for (const { dataId } of results) backend.disposeData(dataId);
    throw error;
  } finally {
    if (sums) backend.disposeData(sums.dataId);
  }
}
