// Shaders on textures with one value per texel: any geometry, any dialect. The dialect is in the distances between
// elements, as core's stridesOf gives them; some of these are uniforms, because they change with the image.
import { type InvolutionGeometry, stridesOf } from '@involution/core';
import { heightOf, inputUnderTap, sourceOrContinue, widthOf } from './axis.ts';
import { fetchFunction, indent, TEXEL_OF, textureWidth, times } from './glsl.ts';
import type { Uniform } from './shader.ts';

interface PlainShader {
  code: string;
  uniforms: readonly Uniform[];
}

/** y from x and the kernel, or dx from dy and the kernel: a sum over the taps that reach a pixel. */
export function plainGather(result: 'y' | 'dx', g: InvolutionGeometry, webglVersion: number): PlainShader {
  const source = result === 'y' ? 'x' : 'dy';
  const { kernel } = stridesOf(g);
  const isBlocked = g.channelGrouping === 'blocked';
  // The pixel whose kernel is used: the target's own for y, the source's for dx.
  const [kernelRow, kernelColumn] = result === 'y' ? ['at.y', 'at.z'] : ['row', 'column'];
  const code = `${prelude([source, 'kernel'], webglVersion)}

void main() {
  ivec4 at = getOutputCoords();
  int group = ${isBlocked ? `at.w / ${g.channelsPerGroup}` : `at.w - at.w / ${g.groups} * ${g.groups}`};
  float sum = 0.0;
  for (int u = 0; u < ${g.kernelHeight}; u++) {
${indent(sourceOrContinue(result, heightOf(g), 'sourceSize.x'), 2)}
    for (int v = 0; v < ${g.kernelWidth}; v++) {
${indent(sourceOrContinue(result, widthOf(g), 'sourceSize.y'), 3)}
      int sourceIndex = at.x * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + at.w;
      int kernelIndex = at.x * kernelStrides.x + ${kernelRow} * kernelStrides.y + ${kernelColumn} * kernelStrides.z
        + group${times(kernel.group)} + u${times(kernel.tapRow)} + v${times(kernel.tapColumn)};
      sum += get_${source}(sourceIndex) * get_kernel(kernelIndex);
    }
  }
  setOutput(sum);
}
`;
  return { code, uniforms: uniformsOf(result === 'y' ? 'x' : 'y', g) };
}

/** The kernel's gradient from dy and x: at each pixel and tap a sum over the channels of a group. */
export function plainKernelGradient(g: InvolutionGeometry, webglVersion: number): PlainShader {
  const strides = stridesOf(g);
  const taps = g.kernelHeight * g.kernelWidth;
  const [group, tap] =
    g.kernelOrder === 'group-major'
      ? [`at.w / ${taps}`, `at.w - group * ${taps}`]
      : [`at.w - at.w / ${g.groups} * ${g.groups}`, `at.w / ${g.groups}`];
  const code = `${prelude(['dy', 'x'], webglVersion)}

void main() {
  ivec4 at = getOutputCoords();
  int group = ${group};
  int tap = ${tap};
  int u = tap / ${g.kernelWidth};
  int v = tap - u * ${g.kernelWidth};
  ${inputUnderTap(heightOf(g))}
  ${inputUnderTap(widthOf(g))}
  float sum = 0.0;
  if (row >= 0 && row < sourceSize.x && column >= 0 && column < sourceSize.y) {
    int sourceIndex = at.x * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + group${times(strides.x.group)};
    int dyIndex = at.x * dyStrides.x + at.y * dyStrides.y + at.z * dyStrides.z + group${times(strides.y.group)};
    for (int m = 0; m < ${g.channelsPerGroup}; m++) {
      sum += get_x(sourceIndex + m${times(strides.x.member)}) * get_dy(dyIndex + m${times(strides.y.member)});
    }
  }
  setOutput(sum);
}
`;
  const [size, source] = uniformsOf('x', g);
  return { code, uniforms: [size, source, { name: 'dyStrides', type: 'ivec3', value: pixelStrides(strides.y) }] };
}

function uniformsOf(source: 'x' | 'y', g: InvolutionGeometry): Uniform[] {
  const strides = stridesOf(g);
  const size = source === 'x' ? [g.inHeight, g.inWidth] : [g.outHeight, g.outWidth];
  return [
    { name: 'sourceSize', type: 'ivec2', value: size },
    { name: 'sourceStrides', type: 'ivec3', value: pixelStrides(strides[source]) },
    { name: 'kernelStrides', type: 'ivec3', value: pixelStrides(strides.kernel) },
  ];
}

function pixelStrides({ batch, row, column }: { batch: number; row: number; column: number }): number[] {
  return [batch, row, column];
}

/** Declares `float get_tensor(int index)` for each tensor. */
function prelude(tensors: readonly string[], webglVersion: number): string {
  const getters = tensors.map(
    (tensor) => `${fetchFunction(tensor, false, webglVersion)}

float get_${tensor}(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_${tensor}(texelOf(index + offset${tensor}, ${textureWidth(tensor, false)})).x;
}`,
  );
  return [TEXEL_OF, ...getters].join('\n');
}
