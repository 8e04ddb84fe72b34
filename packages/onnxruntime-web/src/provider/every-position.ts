import { sizeOf } from '@involution/core';

/** Numbers of a tensor. */
export interface Terms {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Every so manieth position of `[N, C, …]` along each of up to three spatial axes. */
export function everyPosition({ data, dims }: Terms, strides: readonly number[]): Terms {
  const [batchSize, channels, ...spatial] = dims as [number, number, ...number[]];
  const wanted = spatial.map((size, k) => Math.ceil(size / strides[k]!));
  const missing = new Array<number>(3 - spatial.length).fill(1);
  const [depth, height, width] = [...missing, ...spatial] as [number, number, number];
  const [planes, rows, columns] = [...missing, ...wanted] as [number, number, number];
  const [byPlane, byRow, byColumn] = [...missing, ...strides] as [number, number, number];
  const result = new Float32Array(batchSize * channels * sizeOf(wanted));
  let at = 0;
  for (let image = 0; image < batchSize * channels; image++) {
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < rows; row++) {
        const line = ((image * depth + plane * byPlane) * height + row * byRow) * width;
        for (let column = 0; column < columns; column++) result[at++] = data[line + column * byColumn]!;
      }
    }
  }
  return { data: result, dims: [batchSize, channels, ...wanted] };
}
