import { sizeOf } from '@involution/core';

/** Numbers of a tensor. */
export interface Terms {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Means of windows side by side, or where these are of one position, positions that are so far apart. */
export interface Windows {
  /** Along each spatial axis; none where all are 1. */
  readonly strides: readonly number[];
  /** Whether the windows are as large as the strides. Their means are of whole windows alone. */
  readonly isMean: boolean;
}

/** Of `[N, C, …]`. */
export function windowMeans({ data, dims }: Terms, { strides, isMean }: Windows): Terms {
  const sizes = dims.slice(2);
  const counts = sizes.map((size, k) => {
    const stride = strides[k] ?? 1;
    return isMean ? Math.floor(size / stride) : Math.ceil(size / stride);
  });
  const starts = offsetsOf(sizes, counts, strides);
  const inWindow = offsetsOf(sizes, isMean ? strides : [], []);
  const size = sizeOf(sizes);
  const means = new Float32Array(dims[0]! * dims[1]! * starts.length);
  let to = 0;
  for (let plane = 0; to < means.length; plane += size) {
    for (let p = 0; p < starts.length; p++) {
      const start = plane + starts[p]!;
      let sum = 0;
      for (let k = 0; k < inWindow.length; k++) sum += data[start + inWindow[k]!]!;
      means[to++] = sum / inWindow.length;
    }
  }
  return { data: means, dims: [...dims.slice(0, 2), ...counts] };
}

/** Of positions of a grid in a plane of some sizes, so many along each axis and so far apart, or one and side by side. */
function offsetsOf(sizes: readonly number[], counts: readonly number[], steps: readonly number[]): Int32Array {
  let offsets = [0];
  sizes.forEach((size, k) => {
    const along = Array.from({ length: counts[k] ?? 1 }, (_, index) => index * (steps[k] ?? 1));
    offsets = offsets.flatMap((offset) => along.map((each) => offset * size + each));
  });
  return Int32Array.from(offsets);
}
