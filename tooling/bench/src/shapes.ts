import type { Direction } from './report.ts';

/** One involution to time: stride 1, same padding, G = C / 16. */
export interface Shape {
  name: string;
  batch: number;
  channels: number;
  size: number;
  kernelSize: number;
  /** Of the aggregation, taps in the padding included, as papers count them. */
  multiplyAdds: number;
}

/** @param size Of both axes. */
export function shape(channels: number, size: number, kernelSize: number, batch = 1): Shape {
  const name = `${batch > 1 ? `${batch}×` : ''}${channels}×${size}×${size}, K = ${kernelSize}`;
  return { name, batch, channels, size, kernelSize, multiplyAdds: batch * channels * size ** 2 * kernelSize ** 2 };
}

/** Of everything that is computed: each gradient takes as many again. */
export function multiplyAddsOf({ multiplyAdds }: Shape, direction: Direction): number {
  return direction === 'forward' ? multiplyAdds : 3 * multiplyAdds;
}

/** The layers of RedNet that the bars are set on; the bars are geometric means over these. */
export const SHAPES: readonly Shape[] = [shape(64, 28, 7), shape(64, 56, 7), shape(256, 14, 7), shape(128, 28, 3)];

/** Too large for a core's nearest caches. */
export const LARGE_SHAPE: Shape = shape(256, 28, 7);

/** Small enough for everything to be done with at once: for trying a bench out. */
export const SMALL_SHAPE: Shape = shape(16, 14, 3);

/** Series in which one quantity grows, with that quantity, past the cost of launching: cost should grow in proportion. */
export const SERIES: Readonly<Record<string, readonly (readonly [quantity: number, Shape])[]>> = {
  H·W: [56, 84, 112, 168].map((size) => [size * size, shape(64, size, 7)] as const),
  C: [256, 512, 768, 1024].map((channels) => [channels, shape(channels, 28, 7)] as const),
  'K²': [5, 7, 9, 11].map((kernelSize) => [kernelSize * kernelSize, shape(64, 56, kernelSize)] as const),
  N: [8, 16, 24, 32].map((batch) => [batch, shape(64, 56, 7, batch)] as const),
};
