import { Float16Array } from '@petamoriken/float16';

/** The bits of numbers in float16, each rounded to the nearest, of two as near to the even one. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  return new Uint16Array(new Float16Array(values).buffer);
}

/** The numbers that bits stand for in float16. */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(new Float16Array(bits.slice().buffer));
}
