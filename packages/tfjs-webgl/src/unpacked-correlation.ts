import { OPERATIONS, stridesOf, type VolumeGeometry } from '@involution/core';
import { inputUnderTap, shaderAxes } from './axis.ts';
import { imageUnderTap, planeInsideAnd, sourceImage } from './depth.ts';
import { indent, times } from './glsl.ts';
import { tapAndGroupOf } from './kernel-channel.ts';
import { getFunctions, positionStrides, sourceSize, type UnpackedShader } from './unpacked.ts';

/** The gradient for the kernel from dy and x: at each position and tap a sum over the channels of a group. */
export function unpackedCorrelation(g: VolumeGeometry, webglVersion: number): UnpackedShader {
  const [, height, width] = shaderAxes(g);
  const { x, y } = stridesOf(g);
  const code = `${getFunctions(OPERATIONS.gradKernel.operands, webglVersion)}

void main() {
  ivec4 at = getOutputCoords();
${indent([...tapAndGroupOf('at.w', g), ...imageUnderTap(g), inputUnderTap(height), inputUnderTap(width)], 1)}
  float sum = 0.0;
  if (${planeInsideAnd(g)}row >= 0 && row < sourceSize.x && column >= 0 && column < sourceSize.y) {
    int sourceIndex = ${sourceImage(g)} * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + group${times(x.group)};
    int dyIndex = at.x * dyStrides.x + at.y * dyStrides.y + at.z * dyStrides.z + group${times(y.group)};
    for (int m = 0; m < ${g.channelsPerGroup}; m++) {
      sum += get_x(sourceIndex + m${times(x.channelInGroup)}) * get_dy(dyIndex + m${times(y.channelInGroup)});
    }
  }
  setOutput(sum);
}
`;
  const uniforms = [sourceSize('x', g), positionStrides('sourceStrides', x), positionStrides('dyStrides', y)];
  return { code, uniforms };
}
