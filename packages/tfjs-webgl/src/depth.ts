// Depth. To shaders a volume is D images, of `[N·D, H, W, C]`: plane d of volume n is image n·D + d. Where the window reads
// the image at the result's own place alone, as it does of images and sequences, the text has no word of depth.
import { OPERATIONS, type Operation, stridesOf, type VolumeGeometry } from '@involution/core';
import { inputUnderTap, shaderAxes, sourceOrContinue } from './axis.ts';
import { indent, times } from './glsl.ts';
import type { GatherOperation, Uniform } from './shader.ts';

/** Whether a window reads other planes of x than the one at its output's place. */
export function hasDepth(g: VolumeGeometry): boolean {
  const [{ kernelSize, stride, padBefore, inSize, outSize }] = shaderAxes(g);
  return kernelSize > 1 || stride > 1 || padBefore > 0 || inSize !== outSize;
}

/** GLSL of the image that is read at a tap. */
export function sourceImage(g: VolumeGeometry): 'image' | 'at.x' {
  return hasDepth(g) ? 'image' : 'at.x';
}

/** Planes of the result and of the tensor that taps reach. */
export function depthUniforms(operation: Operation, g: VolumeGeometry): Uniform[] {
  if (!hasDepth(g)) return [];
  const [{ inSize, outSize }] = shaderAxes(g);
  const value = OPERATIONS[operation].result === 'x' ? [inSize, outSize] : [outSize, inSize];
  return [{ name: 'depths', type: 'ivec2', value }];
}

/** Declares the volume of a result's image, and its place along depth. */
const PLACE_IN_VOLUME = ['int volume = at.x / depths.x;', 'int depth = at.x - volume * depths.x;'];

/** Declares the image of a plane of the tensor that taps reach. */
const IMAGE = 'int image = volume * depths.y + plane;';

/** A loop over the taps of depth around the sum over those of one plane. */
export function overDepth(operation: GatherOperation, g: VolumeGeometry, planeSum: string): string {
  if (!hasDepth(g)) return planeSum;
  const [depth] = shaderAxes(g);
  return [
    ...PLACE_IN_VOLUME,
    `for (int t = 0; t < ${depth.kernelSize}; t++) {`,
    indent([...sourceOrContinue(operation, depth, 'depths.y'), IMAGE, planeSum], 1),
    '}',
  ].join('\n');
}

/** What tap t adds to a channel of the kernel tensor: the end of a sum. */
export function plusDepthTap(g: VolumeGeometry): string {
  return hasDepth(g) ? ` + t${times(stridesOf(g).kernel.taps[0]!)}` : '';
}

/** Lines that declare the plane and the image under tap t of an output position. */
export function imageUnderTap(g: VolumeGeometry): string[] {
  if (!hasDepth(g)) return [];
  const [depth] = shaderAxes(g);
  return [...PLACE_IN_VOLUME, inputUnderTap(depth), IMAGE];
}

/** GLSL of whether the plane under a tap is one of x: the beginning of a conjunction. */
export function planeInsideAnd(g: VolumeGeometry): string {
  return hasDepth(g) ? 'plane >= 0 && plane < depths.y && ' : '';
}
