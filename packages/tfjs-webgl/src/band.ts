// Some rows of y, into a texture that has all of them: what of a forward shader is otherwise where the kernel tensor has no more
// than these rows.
import type { Interval } from '@involution/core';
import type { Uniform } from './shader.ts';

/** GLSL of the row of the kernel tensor that belongs to the row of y. */
export function kernelRowOf(band: Interval | undefined): string {
  return band ? '(at.y - band.x)' : 'at.y';
}

/** Lines that leave all other rows as they are. */
export function leaveOtherRows(band: Interval | undefined): string[] {
  return band ? ['if (at.y < band.x || at.y >= band.y) discard;'] : [];
}

/** The rows, beginning and end. */
export function bandUniforms(band: Interval | undefined): Uniform[] {
  return band ? [{ name: 'band', type: 'ivec2', value: [band.begin, band.end] }] : [];
}
