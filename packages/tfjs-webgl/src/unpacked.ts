// What the unpacked shaders share, on textures with one value per texel. They take any geometry of any dialect: the
// dialect is in the distances between elements, as core's stridesOf gives them. Those that change with the sizes of
// tensors are uniforms.
import type { VolumeGeometry } from '@involution/core';
import { shaderAxes } from './axis.ts';
import { fetchFunction, TEXEL_OF, textureWidth } from './glsl.ts';
import type { Shader, Uniform } from './shader.ts';

/** What of an unpacked shader its generator writes. */
export type UnpackedShader = Pick<Shader, 'code' | 'uniforms'>;

/** Declares `float get_tensor(int index)` for each operand. */
export function getFunctions(operands: readonly string[], webglVersion: number): string {
  const getters = operands.map(
    (tensor) => `${fetchFunction(tensor, false, webglVersion)}

float get_${tensor}(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_${tensor}(texelOf(index + offset${tensor}, ${textureWidth(tensor, false)})).x;
}`,
  );
  return [TEXEL_OF, ...getters].join('\n');
}

/** The rows and columns of the tensor that taps reach: x, or dy, which has the shape of y. */
export function sourceSize(source: 'x' | 'dy', g: VolumeGeometry): Uniform {
  const [, height, width] = shaderAxes(g);
  const value = [height, width].map(({ inSize, outSize }) => (source === 'x' ? inSize : outSize));
  return { name: 'sourceSize', type: 'ivec2', value };
}

/** Distances between neighbours along images, rows and columns. */
export function positionStrides(name: string, { spatial }: { spatial: readonly number[] }): Uniform {
  return { name, type: 'ivec3', value: [...spatial] };
}
