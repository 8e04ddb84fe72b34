import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend } from '@tensorflow/tfjs-core';
import { nameOfGpu } from './gpu.ts';

/** The GPU of tfjs's active backend, webgl or webgpu, in words. */
export function describeTfjsDevice(): string {
  const active = backend();
  if (active instanceof WebGPUBackend) {
    return nameOfGpu((active.device as { adapterInfo?: GPUAdapterInfo }).adapterInfo);
  }
  const { gl } = (active as MathBackendWebGL).gpgpu;
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** The extensions of tfjs's active backend, which is webgl. */
export function featuresOfWebgl(): string[] {
  const { gl } = (backend() as MathBackendWebGL).gpgpu;
  return gl.getSupportedExtensions()!.sort();
}
