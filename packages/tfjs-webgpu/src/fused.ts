// The subpath `@involution/tfjs-webgpu/fused`: apart from the package's other kernels, so that who doesn't use it doesn't load it.
import { type FusedInvolutionCall, registerFusedInvolutionKernel } from '@involution/tfjs';
import { makeFusedProgram, paysToFuse, requireDevice } from '@involution/wgsl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram } from './run-program.ts';

/**
 * Registers the kernel of `fused.involution2d` of `@involution/tfjs` for tfjs's backend `'webgpu'`, which the layers of
 * `@involution/tfjs-layers` run too: it generates its weights within the shader. Beside it, `register` of the package itself is
 * needed, for gradients and for what does not pay to fuse. Calling it again does nothing.
 */
export function registerFused(): void {
  registerFusedInvolutionKernel('webgpu', computeFused);
}

/** Computes one fused call, as `compute` does others; `undefined` where fusing does not pay. */
function computeFused({
  operation,
  geometry,
  operands,
  outputShape,
  backend,
}: FusedInvolutionCall<WebGPUBackend>): TensorInfo | undefined {
  if (!paysToFuse(geometry)) return undefined;
  requireDevice(backend.device);
  return runProgram(backend, makeFusedProgram(operation, geometry, backend.device.limits), operands, outputShape);
}
