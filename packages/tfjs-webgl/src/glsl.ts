// Pieces of GLSL that the shaders share, in both dialects: `#version 300 es` of WebGL 2 and GLSL ES 1.00 of WebGL 1.

/**
 * Declares the position of a texel in a texture of `width` texels, in which tfjs lays all texels of a tensor row after
 * row. An index may be negative: steps back, and texels outside that are fetched but not used.
 */
export const TEXEL_OF = `
ivec2 texelOf(int index, int width) {
  int row = index >= 0 ? index / width : -((width - 1 - index) / width);
  return ivec2(index - row * width, row);
}`;

/**
 * Declares a step to another texel, for a step of `texelOf`: a few additions, where `texelOf` has a division, which GPUs
 * do in software. It has no `?:`, since SwiftShader's compiler takes twice as long for each step more in a chain of them.
 */
export const ADVANCED = `
ivec2 advanced(ivec2 texel, ivec2 step, int width) {
  texel += step;
  return texel + int(texel.x >= width) * ivec2(-width, 1);
}`;

/** Width of a tensor's texture in texels. */
export function textureWidth(tensor: string, isPacked: boolean): string {
  return isPacked ? `(${tensor}TexShape.y + 1) / 2` : `${tensor}TexShape.y`;
}

/** Declares `vec4 fetch_tensor(ivec2 texel)`. */
export function fetchFunction(tensor: string, isPacked: boolean, webglVersion: number): string {
  // tfjs says how many rows and columns of values a texture has.
  const size = isPacked ? `(${tensor}TexShape.yx + 1) / 2` : `${tensor}TexShape.yx`;
  const value =
    webglVersion === 2
      ? `texelFetch(${tensor}, texel, 0)`
      : `texture2D(${tensor}, (vec2(texel) + 0.5) / vec2(${size}))`;
  return `
vec4 fetch_${tensor}(ivec2 texel) {
  return ${value};
}`;
}

/** A number as the end of an identifier. */
export function suffix(value: number): string {
  return value < 0 ? `m${-value}` : `${value}`;
}

/** `+ 3`, `- 3`, or nothing for 0: the end of a sum. */
export function plus(value: number): string {
  if (value === 0) return '';
  return value < 0 ? ` - ${-value}` : ` + ${value}`;
}

/** `* 3`, or nothing for 1: the end of a product. */
export function times(value: number): string {
  return value === 1 ? '' : ` * ${value}`;
}

/** Indents lines, or blocks of them. */
export function indent(lines: readonly string[], depth: number): string {
  return lines.join('\n').replace(/^/gm, '  '.repeat(depth));
}
