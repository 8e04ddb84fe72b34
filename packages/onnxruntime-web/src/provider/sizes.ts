/** A size of a shape as sessions tell it: a number, or the name of a symbolic one. */
export type Size = number | string;

/** How onnxruntime-web tells of a size that is not known: −1, read as an unsigned number. */
export const UNKNOWN_SIZE = 2 ** 32 - 1;

/** Whether a size says something, be it a name. */
export function isKnown(size: Size | undefined): size is Size {
  return typeof size === 'number' ? isNumber(size) : size !== undefined && size !== '';
}

/** Whether a size is a number that is known. */
export function isNumber(size: Size): size is number {
  return typeof size === 'number' && size >= 0 && size !== UNKNOWN_SIZE;
}
