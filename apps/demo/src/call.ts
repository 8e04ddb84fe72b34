import type { TypedNdArray } from '@involution/core';

/** One involution that every runtime computes, with channels last; square, stride 1, zeros on every side. */
export interface Call {
  x: TypedNdArray<Float32Array>;
  kernel: TypedNdArray<Float32Array>;
  options: { kernelSize: number; pad: number; groups: number };
}
