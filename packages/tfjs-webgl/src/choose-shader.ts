import {
  asVolume,
  type Interval,
  type InvolutionGeometry,
  type Operation,
  type VolumeGeometry,
} from '@involution/core';
import { shaderAxes } from './axis.ts';
import { bandUniforms } from './band.ts';
import { depthUniforms } from './depth.ts';
import { checkPaddedSizes } from './limits.ts';
import { packedCorrelation } from './packed-correlation.ts';
import { packedGather } from './packed-gather.ts';
import { pairingOf } from './pairing.ts';
import type { Shader } from './shader.ts';
import { unpackedCorrelation } from './unpacked-correlation.ts';
import { unpackedGather } from './unpacked-gather.ts';

/** What of tfjs's state decides over the shader. */
export interface ShaderSettings {
  /** tfjs's flag `WEBGL_PACK`. */
  isPackingAllowed: boolean;
  /** tfjs's flag `WEBGL_VERSION`. */
  webglVersion: number;
}

/**
 * Longest row of taps that is unrolled. Up to here the time to compile grows with the row, to about a second in Chromium's
 * software GPU; beyond, it grows faster: five times at 128, thirty at 256. The loop of the unpacked shader compiles at
 * once, and takes five times as long to run.
 */
export const MAX_UNROLLED_TAPS = 64;

/**
 * The shader of a call. Its text depends on the structure (window, dialect, channels per group), hardly on the sizes of
 * tensors, so that calls of many sizes share one compiled program.
 *
 * @param band Rows of y, for `'forward'` with a kernel tensor that has these alone: the shader leaves the others as they are.
 * Default: all, and the kernel tensor has all.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` where a padded axis is too long to count along.
 */
export function shaderFor(
  operation: Operation,
  geometry: InvolutionGeometry,
  settings: ShaderSettings,
  band?: Interval,
): Shader {
  checkPaddedSizes(geometry.axes);
  const g = asVolume(geometry);
  const isPacked = isPackable(operation, g, settings);
  const { webglVersion } = settings;
  const shared = [...depthUniforms(operation, g), ...bandUniforms(band)];
  if (isPacked) {
    const code =
      operation === 'gradKernel' ? packedCorrelation(g, webglVersion) : packedGather(operation, g, webglVersion, band);
    return { operation, isPacked, code, uniforms: shared };
  }
  const unpacked =
    operation === 'gradKernel'
      ? unpackedCorrelation(g, webglVersion)
      : unpackedGather(operation, g, webglVersion, band);
  return { operation, isPacked, code: unpacked.code, uniforms: [...shared, ...unpacked.uniforms] };
}

/**
 * Whether there is a packed shader. The two channels of a texel must find their weights in one texel, the two columns of
 * the gradient for x must be reached by the same taps, which with a stride they are not, and a row of taps that is
 * unrolled must not be too long.
 */
function isPackable(operation: Operation, g: VolumeGeometry, { isPackingAllowed }: ShaderSettings): boolean {
  if (!isPackingAllowed || pairingOf(g) === undefined) return false;
  if (operation === 'gradKernel') return true;
  const [, , width] = shaderAxes(g);
  return width.kernelSize <= MAX_UNROLLED_TAPS && (operation === 'forward' || width.stride === 1);
}
