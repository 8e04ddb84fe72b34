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

/** Of `[N, C, …]` with up to three spatial axes. */
export function windowMeans({ data, dims }: Terms, { strides, isMean }: Windows): Terms {
  const [batchSize, channels, ...spatial] = dims as [number, number, ...number[]];
  const wanted = spatial.map((size, k) => Math[isMean ? 'floor' : 'ceil'](size / strides[k]!));
  const missing = new Array<number>(3 - spatial.length).fill(1);
  const [depth, height, width] = [...missing, ...spatial] as [number, number, number];
  const [planes, rows, columns] = [...missing, ...wanted] as [number, number, number];
  const [byPlane, byRow, byColumn] = [...missing, ...strides] as [number, number, number];
  const result = new Float32Array(batchSize * channels * sizeOf(wanted));
  const lineWidth = isMean ? byColumn : 1;
  /** The rows of a window. */
  const lines: number[] = [];
  for (let k = 0; k < (isMean ? byPlane * byRow : 1); k++) {
    lines.push((Math.floor(k / byRow) * height + (k % byRow)) * width);
  }
  let end = 0;
  for (let image = 0; image < batchSize * channels; image++) {
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < rows; row++) {
        const first = ((image * depth + plane * byPlane) * height + row * byRow) * width;
        const begin = end;
        end += columns;
        for (const line of lines) {
          let from = first + line;
          for (let at = begin; at < end; at++) {
            let sum = 0;
            for (let k = 0; k < lineWidth; k++) sum += data[from + k]!;
            result[at]! += sum;
            from += byColumn;
          }
        }
      }
    }
  }
  const size = lines.length * lineWidth;
  if (size > 1) for (let k = 0; k < result.length; k++) result[k]! /= size;
  return { data: result, dims: [batchSize, channels, ...wanted] };
}
