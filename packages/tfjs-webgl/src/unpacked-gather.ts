import { type Interval, OPERATIONS, stridesOf, type VolumeGeometry } from '@involution/core';
import { shaderAxes, sourceOrContinue } from './axis.ts';
import { kernelRowOf, leaveOtherRows } from './band.ts';
import { overDepth, plusDepthTap, sourceImage } from './depth.ts';
import { indent, times } from './glsl.ts';
import type { GatherOperation } from './shader.ts';
import { getFunctions, positionStrides, sourceSize, type UnpackedShader } from './unpacked.ts';

/**
 * y from x and the kernel, or the gradient for x from dy and the kernel: a sum over the taps that reach a position.
 *
 * @param band As for `shaderFor`.
 */
export function unpackedGather(
  operation: GatherOperation,
  g: VolumeGeometry,
  webglVersion: number,
  band: Interval | undefined,
): UnpackedShader {
  const { operands } = OPERATIONS[operation];
  const [source] = operands;
  const [, height, width] = shaderAxes(g);
  const { x, y, kernel } = stridesOf(g);
  const [, tapRow, tapColumn] = kernel.taps as [number, number, number];
  const isBlocked = g.channelGrouping === 'blocked';
  const image = sourceImage(g);
  // The position whose kernel is used: the target's own for y, the source's for the gradient.
  const [kernelImage, kernelRow, kernelColumn] =
    operation === 'forward' ? ['at.x', kernelRowOf(band), 'at.z'] : [image, 'row', 'column'];
  const planeSum = `for (int u = 0; u < ${height.kernelSize}; u++) {
${indent(sourceOrContinue(operation, height, 'sourceSize.x'), 1)}
  for (int v = 0; v < ${width.kernelSize}; v++) {
${indent(sourceOrContinue(operation, width, 'sourceSize.y'), 2)}
    int sourceIndex = ${image} * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + at.w;
    int kernelIndex = ${kernelImage} * kernelStrides.x + ${kernelRow} * kernelStrides.y + ${kernelColumn} * kernelStrides.z
      + group${times(kernel.group)}${plusDepthTap(g)} + u${times(tapRow)} + v${times(tapColumn)};
    sum += get_${source}(sourceIndex) * get_kernel(kernelIndex);
  }
}`;
  const code = `${getFunctions(operands, webglVersion)}

void main() {
  ivec4 at = getOutputCoords();
  int group = ${isBlocked ? `at.w / ${g.channelsPerGroup}` : `at.w - at.w / ${g.groups} * ${g.groups}`};
  float sum = 0.0;
${indent([...leaveOtherRows(band), overDepth(operation, g, planeSum)], 1)}
  setOutput(sum);
}
`;
  const uniforms = [
    sourceSize(source, g),
    positionStrides('sourceStrides', source === 'x' ? x : y),
    positionStrides('kernelStrides', kernelStridesOf(g, band)),
  ];
  return { code, uniforms };
}

/** Distances in the kernel tensor. */
function kernelStridesOf(g: VolumeGeometry, band: Interval | undefined) {
  if (!band) return stridesOf(g).kernel;
  const [depth, height, width] = g.axes;
  return stridesOf({ ...g, axes: [depth, { ...height, outSize: band.end - band.begin }, width] }).kernel;
}
