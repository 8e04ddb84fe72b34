import type { Dims } from '@involution/onnx';

/** `[1, 16, ?, ?]`: a size that the model leaves open is a question mark. */
export function inWords(dims: Dims | undefined): string {
  return dims === undefined ? '' : `[${dims.map((size) => size ?? '?').join(', ')}]`;
}

/** The end of a name, where exporters put what is its own: `…stem.3/Mul_1`. */
export function shortened(name: string, most: number): string {
  return name.length <= most ? name : `…${name.slice(name.length - most + 1)}`;
}
