// The gradient for the kernel on packed textures. A texel of it holds two columns × two channels of the kernel tensor:
// two taps of a group (or of two groups), or with the pairing `two-groups` one tap of two groups.
import type { VolumeGeometry } from '@involution/core';
import { inputUnderTap, shaderAxes } from './axis.ts';
import { imageUnderTap, planeInsideAnd, sourceImage } from './depth.ts';
import { ADVANCED, fetchFunction, indent, plus, TEXEL_OF, textureWidth, times } from './glsl.ts';
import { tapAndGroupOf } from './kernel-channel.ts';
import { pairingOf } from './pairing.ts';

/** The text of the shader. */
export function packedCorrelation(g: VolumeGeometry, webglVersion: number): string {
  const [, height, width] = shaderAxes(g);
  const pairsGroups = pairingOf(g) === 'two-groups';
  return `${TEXEL_OF}
${ADVANCED}
${fetchFunction('dy', true, webglVersion)}
${fetchFunction('x', true, webglVersion)}

// Products of x and dy at the pixels (at.z and at.z + 1) for one kernel channel, summed over the group.
vec4 correlation(ivec4 at, int channel) {
${indent([...tapAndGroupOf('channel', g), ...imageUnderTap(g)], 1)}
  int firstColumn = ${pairsGroups ? 'group / 2' : `group${times(g.channelsPerGroup / 2)}`};
  ${inputUnderTap(height)}
  ${inputUnderTap(width)}
  int nextColumn = column${plus(width.stride)};
  bool isOdd = column - column / 2 * 2 != 0;
  bool isNextOdd = nextColumn - nextColumn / 2 * 2 != 0;
  int columns = xShape.w / 2;
  int xWidth = ${textureWidth('x', true)};
  int dyWidth = ${textureWidth('dy', true)};
  int xRow = (${sourceImage(g)} * xShape.y + row) * ((xShape.z + 1) / 2);
  int dyPixel = (at.x * dyShape.y + at.y) * ((dyShape.z + 1) / 2) + at.z / 2;
  ivec2 xTexel = texelOf((xRow + column / 2) * columns + firstColumn, xWidth);
  ivec2 nextTexel = texelOf((xRow + nextColumn / 2) * columns + firstColumn, xWidth);
  ivec2 dyTexel = texelOf(dyPixel * columns + firstColumn, dyWidth);
  ivec2 xStep = texelOf(${pairsGroups ? g.groups / 2 : 1}, xWidth);
  ivec2 dyStep = texelOf(${pairsGroups ? g.groups / 2 : 1}, dyWidth);
  vec4 sum = vec4(0.0);
  for (int m = 0; m < ${pairsGroups ? g.channelsPerGroup : g.channelsPerGroup / 2}; m++) {
    vec4 x0 = fetch_x(xTexel);
    vec4 x1 = fetch_x(nextTexel);
    sum += vec4(isOdd ? x0.zw : x0.xy, isNextOdd ? x1.zw : x1.xy) * fetch_dy(dyTexel);
    xTexel = advanced(xTexel, xStep, xWidth);
    nextTexel = advanced(nextTexel, xStep, xWidth);
    dyTexel = advanced(dyTexel, dyStep, dyWidth);
  }
  // Chosen, not multiplied by 0: what lies outside may be anything, also NaN.
  bool isRowInside = ${planeInsideAnd(g)}row >= 0 && row < xShape.y;
  bool isInside = isRowInside && column >= 0 && column < xShape.z;
  bool isNextInside = isRowInside && nextColumn >= 0 && nextColumn < xShape.z && at.z + 1 < outShape.z;
  return vec4(isInside ? sum.xy : vec2(0.0), isNextInside ? sum.zw : vec2(0.0));
}

void main() {
  ivec4 at = getOutputCoords();
${indent(pairsGroups ? MAIN_OF_TWO_GROUPS : MAIN_OF_ONE_GROUP, 1)}
}
`;
}

const MAIN_OF_TWO_GROUPS = ['setOutput(correlation(at, at.w));'];

const MAIN_OF_ONE_GROUP = [
  'vec4 first = correlation(at, at.w);',
  "// tfjs's own shaders count on zeros beyond the last channel.",
  'vec4 second = at.w + 1 < outShape.w ? correlation(at, at.w + 1) : vec4(0.0);',
  'setOutput(vec4(first.x + first.y, second.x + second.y, first.z + first.w, second.z + second.w));',
];
