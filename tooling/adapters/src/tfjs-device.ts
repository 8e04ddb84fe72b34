import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend } from '@tensorflow/tfjs-core';

/** The GPU of tfjs's active backend, webgl or webgpu, in words. */
export function describeTfjsDevice(): string {
  const active = backend();
  if (active instanceof WebGPUBackend) {
    const { vendor, architecture } = (active.device as { adapterInfo?: GPUAdapterInfo }).adapterInfo ?? {};
    return [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU';
  }
  const { gl } = (active as MathBackendWebGL).gpgpu;
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}
