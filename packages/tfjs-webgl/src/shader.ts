import type { InvolutionGeometry } from '@involution/core';
import { packedCorrelation } from './packed-correlation.ts';
import { packedGather } from './packed-gather.ts';
import { pairingOf } from './pairing.ts';
import { plainGather, plainKernelGradient } from './plain.ts';

/** What a call computes: y, the gradient for x, or the gradient for the kernel. */
export type Result = 'y' | 'dx' | 'dkernel';

/** What of tfjs's state decides over the shader. */
export interface ShaderSettings {
  /** tfjs's flag `WEBGL_PACK`. */
  isPackingAllowed: boolean;
  /** tfjs's flag `WEBGL_VERSION`. */
  webglVersion: number;
}

/** A fragment shader for tfjs: what of a `GPGPUProgram` does not depend on sizes. */
export interface Shader {
  result: Result;
  /** Whether the textures hold 2×2 values per texel, two neighbouring columns × two neighbouring channels. */
  isPacked: boolean;
  /** The part of the text that tfjs calls `userCode`. */
  code: string;
  uniforms: readonly Uniform[];
}

/** A uniform with its value. */
export interface Uniform {
  name: string;
  type: 'ivec2' | 'ivec3';
  value: number[];
}

/**
 * The shader of a call. Its text depends on the structure (window, dialect, channels per group), hardly on sizes, so
 * that images of many sizes share one compiled program.
 */
export function shaderFor(result: Result, geometry: InvolutionGeometry, settings: ShaderSettings): Shader {
  const isPacked = isPackable(result, geometry, settings);
  const { webglVersion } = settings;
  if (isPacked) {
    const code =
      result === 'dkernel' ? packedCorrelation(geometry, webglVersion) : packedGather(result, geometry, webglVersion);
    return { result, isPacked, code, uniforms: [] };
  }
  const plain =
    result === 'dkernel' ? plainKernelGradient(geometry, webglVersion) : plainGather(result, geometry, webglVersion);
  return { result, isPacked, ...plain };
}

/**
 * Whether the packed shader can do it. The two channels of a texel must find their weights in one texel, and the two
 * columns of dx must be reached by the same taps, which with a stride they are not.
 */
function isPackable(result: Result, geometry: InvolutionGeometry, settings: ShaderSettings): boolean {
  const isReachable = result !== 'dx' || geometry.strideWidth === 1;
  return settings.isPackingAllowed && pairingOf(geometry) !== undefined && isReachable;
}
