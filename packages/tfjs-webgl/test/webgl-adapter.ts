// What the browser tests share; no part of the package.

import type { ConformanceAdapter } from '@involution/conformance';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { backend, env } from '@tensorflow/tfjs-core';
import { register } from '../src/index.ts';

/** A conformance adapter for the WebGL kernels under some of tfjs's flags. */
export function webglAdapter(name: string, flags: Record<string, boolean | number> = {}): ConformanceAdapter {
  return tfjsAdapter({
    name,
    backend: 'webgl',
    involution1d,
    involution2d,
    involution3d,
    // GLSL lets a device flush subnormal numbers, and Chromium's software GPU does.
    flushesBelow: 2 ** -126,
    register() {
      // tfjs then compiles its own upload and download shaders once, not once per shape: half of the kit's time.
      for (const [flag, value] of Object.entries({ WEBGL_USE_SHAPES_UNIFORMS: true, ...flags })) env().set(flag, value);
      register();
    },
  });
}

/** The active backend, which must be WebGL. */
export function webglBackend(): MathBackendWebGL {
  const active = backend();
  if (!(active instanceof MathBackendWebGL)) throw new Error('the active backend is not webgl');
  return active;
}
