import { sizeOf } from '@involution/core';

/** Numbers of a tensor. */
export interface Terms {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** The mean of each channel of `[N, C, …]`: `[N, C, 1, …]`. */
export function channelMeans({ data, dims }: Terms): Terms {
  const [batchSize, channels, ...sizes] = dims as [number, number, ...number[]];
  const size = sizeOf(sizes);
  const means = new Float32Array(batchSize * channels);
  for (let plane = 0; plane < means.length; plane++) {
    const end = (plane + 1) * size;
    let sum = 0;
    for (let at = plane * size; at < end; at++) sum += data[at]!;
    means[plane] = sum / size;
  }
  return { data: means, dims: [batchSize, channels, ...sizes.map(() => 1)] };
}
