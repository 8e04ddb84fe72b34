import { UNKNOWN_SIZE } from './onnxruntime-internals.ts';

/** A size of a shape as sessions tell it: a number, or the name of a symbolic one. */
export type Size = number | string;

/** Whether a size says something, be it a name. */
export function isKnown(size: Size | undefined): size is Size {
  return typeof size === 'number' ? isNumber(size) : size !== undefined && size !== '';
}

/** Whether a size is a number that is known. */
export function isNumber(size: Size): size is number {
  return typeof size === 'number' && size >= 0 && size !== UNKNOWN_SIZE;
}
