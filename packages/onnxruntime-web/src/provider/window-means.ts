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
  let sums = data;
  const wanted = [...dims];
  strides.forEach((stride, k) => {
    const axis = k + 2;
    const size = wanted[axis]!;
    const inner = wanted.slice(axis + 1).reduce((product, each) => product * each, 1);
    wanted[axis] = isMean ? Math.floor(size / stride) : Math.ceil(size / stride);
    sums = alongAxis(sums, size, inner, stride, wanted[axis]!, isMean ? stride : 1);
  });
  const count = isMean ? strides.reduce((product, stride) => product * stride, 1) : 1;
  return { data: count > 1 ? sums.map((sum) => sum / count) : sums, dims: wanted };
}

/** Sums of so many values from every so manieth one on, along an axis of `[…, size, inner]`. */
function alongAxis(
  data: Float32Array,
  size: number,
  inner: number,
  stride: number,
  wanted: number,
  terms: number,
): Float32Array {
  const rows = data.length / (size * inner || 1);
  const sums = new Float32Array(rows * wanted * inner);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < wanted; k++, to += inner) {
      let from = (row * size + k * stride) * inner;
      for (let term = 0; term < terms; term++, from += inner) {
        for (let i = 0; i < inner; i++) sums[to + i]! += data[from + i]!;
      }
    }
  }
  return sums;
}
