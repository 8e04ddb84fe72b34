// The kernel's gradient on packed textures. A texel of it holds two pixels of a row × two channels of the kernel
// tensor: two taps of a group (or of two groups), or with the pairing `groups` one tap of two groups.
import type { InvolutionGeometry } from '@involution/core';
import { heightOf, inputUnderTap, widthOf } from './axis.ts';
import { ADVANCED, fetchFunction, indent, plus, TEXEL_OF, textureWidth, times } from './glsl.ts';
import { pairingOf } from './pairing.ts';

/** The text of the shader. */
export function packedCorrelation(g: InvolutionGeometry, webglVersion: number): string {
  const isGroups = pairingOf(g) === 'groups';
  return `${TEXEL_OF}
${ADVANCED}
${fetchFunction('dy', true, webglVersion)}
${fetchFunction('x', true, webglVersion)}

// Products of x and dy at the pixels (at.z and at.z + 1) for one kernel channel, summed over the group.
vec4 correlation(ivec4 at, int channel) {
${indent(decodeChannel(g), 1)}
  int u = tap / ${g.kernelWidth};
  int v = tap - u * ${g.kernelWidth};
  ${inputUnderTap(heightOf(g))}
  ${inputUnderTap(widthOf(g))}
  int nextColumn = column${plus(g.strideWidth)};
  bool isOdd = column - column / 2 * 2 != 0;
  bool isNextOdd = nextColumn - nextColumn / 2 * 2 != 0;
  int columns = xShape.w / 2;
  int xWidth = ${textureWidth('x', true)};
  int dyWidth = ${textureWidth('dy', true)};
  int xRow = (at.x * xShape.y + row) * ((xShape.z + 1) / 2);
  int dyPixel = (at.x * dyShape.y + at.y) * ((dyShape.z + 1) / 2) + at.z / 2;
  ivec2 xTexel = texelOf((xRow + column / 2) * columns + firstColumn, xWidth);
  ivec2 nextTexel = texelOf((xRow + nextColumn / 2) * columns + firstColumn, xWidth);
  ivec2 dyTexel = texelOf(dyPixel * columns + firstColumn, dyWidth);
  ivec2 xStep = texelOf(${isGroups ? g.groups / 2 : 1}, xWidth);
  ivec2 dyStep = texelOf(${isGroups ? g.groups / 2 : 1}, dyWidth);
  vec4 sum = vec4(0.0);
  for (int m = 0; m < ${isGroups ? g.channelsPerGroup : g.channelsPerGroup / 2}; m++) {
    vec4 x0 = fetch_x(xTexel);
    vec4 x1 = fetch_x(nextTexel);
    sum += vec4(isOdd ? x0.zw : x0.xy, isNextOdd ? x1.zw : x1.xy) * fetch_dy(dyTexel);
    xTexel = advanced(xTexel, xStep, xWidth);
    nextTexel = advanced(nextTexel, xStep, xWidth);
    dyTexel = advanced(dyTexel, dyStep, dyWidth);
  }
  // Chosen, not multiplied by 0: what lies outside may be anything, also NaN.
  bool isRowInside = row >= 0 && row < xShape.y;
  bool isInside = isRowInside && column >= 0 && column < xShape.z;
  bool isNextInside = isRowInside && nextColumn >= 0 && nextColumn < xShape.z && at.z + 1 < outShape.z;
  return vec4(isInside ? sum.xy : vec2(0.0), isNextInside ? sum.zw : vec2(0.0));
}

void main() {
  ivec4 at = getOutputCoords();
${indent(isGroups ? MAIN_OF_GROUPS : MAIN_OF_MEMBERS, 1)}
}
`;
}

const MAIN_OF_GROUPS = ['setOutput(correlation(at, at.w));'];

const MAIN_OF_MEMBERS = [
  'vec4 first = correlation(at, at.w);',
  "// tfjs's own shaders count on zeros beyond the last channel.",
  'vec4 second = at.w + 1 < outShape.w ? correlation(at, at.w + 1) : vec4(0.0);',
  'setOutput(vec4(first.x + first.y, second.x + second.y, first.z + first.w, second.z + second.w));',
];

/** Lines that declare the tap of a kernel channel and the first texel column of its group. */
function decodeChannel(g: InvolutionGeometry): string[] {
  const taps = g.kernelHeight * g.kernelWidth;
  const group =
    g.kernelOrder === 'group-major'
      ? [`int group = channel / ${taps};`, `int tap = channel - group * ${taps};`]
      : [`int tap = channel / ${g.groups};`, `int group = channel - tap * ${g.groups};`];
  const firstColumn = pairingOf(g) === 'groups' ? 'group / 2' : `group${times(g.channelsPerGroup / 2)}`;
  return [...group, `int firstColumn = ${firstColumn};`];
}
