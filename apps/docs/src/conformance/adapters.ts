// For workers and Node alone: what is here loads runtimes.
import type { ConformanceAdapter } from '@involution/conformance';
import { ortAdapter } from '@involution/conformance/onnxruntime';
import { FLOAT16_UNIT_ROUNDOFF } from '@involution/core';
import type * as Ort from 'onnxruntime-web';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';

/** WGSL and GLSL let a device flush numbers below this to zero. */
const GPU_FLUSHES_BELOW = 2 ** -126;

/** The adapter of each runtime, which has been started. */
export const adapters: Readonly<Record<RuntimeId, () => Promise<ConformanceAdapter>>> = {
  'tfjs-cpu': () => onTfjs('cpu'),
  'tfjs-wasm': () => onTfjs('wasm'),
  'tfjs-webgl': async () => {
    const [{ env }, { webglKnownFailures }] = await Promise.all([
      import('@tensorflow/tfjs-core'),
      import('@involution/adapters/webgl-known-failures'),
    ]);
    // tfjs then compiles its own upload and download shaders once, not once per shape: half of the kit's time.
    env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
    const adapter = await onTfjs('webgl', GPU_FLUSHES_BELOW, await webglKnownFailures());
    return env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? adapter : inHalfPrecision(adapter);
  },
  'tfjs-webgpu': () => onTfjs('webgpu', GPU_FLUSHES_BELOW),
  'ort-wasm': async () => onOrt('ort-wasm', await import('onnxruntime-web/wasm')),
  'ort-webgpu': async () => onOrt('ort-webgpu', await import('onnxruntime-web/webgpu'), GPU_FLUSHES_BELOW),
};

/** The ops on a backend of tfjs. */
async function onTfjs(
  backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu',
  flushesBelow?: number,
  knownFailures?: ConformanceAdapter['knownFailures'],
) {
  const [{ tfjsAdapter }, { involution1d, involution2d, involution3d }] = await Promise.all([
    import('@involution/conformance/tfjs'),
    import('@involution/tfjs'),
  ]);
  const ops = { involution1d, involution2d, involution3d };
  return tfjsAdapter({ name: nameOf(`tfjs-${backend}`), backend, ...ops, flushesBelow, knownFailures });
}

/** The execution provider in an onnxruntime-web with which it is registered under its usual name. */
export function onOrt(id: RuntimeId, ort: typeof Ort, flushesBelow?: number): ConformanceAdapter {
  return ortAdapter({ name: nameOf(id), ort, executionProviders: ['involution'], flushesBelow });
}

/** What a backend promises whose textures are in half precision, as those of some phones: float32 arithmetic between them. */
export function inHalfPrecision(adapter: ConformanceAdapter): ConformanceAdapter {
  return {
    ...adapter,
    unitRoundoff: FLOAT16_UNIT_ROUNDOFF,
    capabilities: { ...adapter.capabilities, flushesBelow: 2 ** -14, largestFinite: 65504 },
  };
}

function nameOf(id: RuntimeId): string {
  return RUNTIMES.find((runtime) => runtime.id === id)!.name;
}
