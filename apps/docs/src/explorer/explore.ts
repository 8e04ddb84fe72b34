// What the explorer shows of one pixel: its own kernel, the pixels under it, and the sum that it makes of them.
import { involution } from '@involution/core';
import { layerCall } from '@involution/runtimes/layer';

/** A photo in RGB, a byte each. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** What the sliders say. */
export interface Settings {
  /** 3, 5 or 7. */
  readonly kernelSize: number;
  /** 1: the three colours share a kernel. 3: each has its own. */
  readonly groups: number;
  readonly dilation: number;
  /** Every how many pixels there is an output. */
  readonly stride: number;
}

/** An involution of a picture, computed once for all of its pixels. */
export interface Layer {
  readonly settings: Settings;
  readonly picture: Picture;
  /** `[1, H, W, 3]`, from 0 to 1. */
  readonly x: Float32Array;
  /** `[1, ⌈H / stride⌉, ⌈W / stride⌉, G·K²]` */
  readonly kernel: Float32Array;
  /** `[1, ⌈H / stride⌉, ⌈W / stride⌉, 3]` */
  readonly y: ArrayLike<number>;
  /** What a convolution would have at every pixel, for comparison: the mean of all kernels, `[K²]`. */
  readonly sharedKernel: Float32Array;
}

/** A pixel under the kernel. */
export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly weight: number;
  /** Of the chosen channel; 0 in the padding. */
  readonly value: number;
}

/** One output value and how it comes about. */
export interface Exploration {
  /** K² of them, row by row. */
  readonly taps: readonly Tap[];
  /** The sum of weight × value over the taps. */
  readonly y: number;
}

/** The sum is float64's, by the library's own reference. */
export function layerOf(picture: Picture, settings: Settings): Layer {
  const { kernelSize, groups, dilation: dilations, stride: strides } = settings;
  const { x, kernel, options } = layerCall({ ...picture, channels: 3 }, { kernelSize, groups, dilations, strides });
  const { data: y } = involution(x, kernel, options);
  const taps = kernelSize ** 2;
  const sharedKernel = new Float32Array(taps);
  const kernels = kernel.data.length / taps;
  for (const [k, weight] of kernel.data.entries()) sharedKernel[k % taps]! += weight / kernels;
  return { settings, picture, x: x.data, kernel: kernel.data, y, sharedKernel };
}

/**
 * The output whose window's centre is nearest above and to the left of a pixel: with stride 1, the pixel's own.
 *
 * @param channel 0, 1 or 2: red, green or blue.
 */
export function explore(layer: Layer, row: number, column: number, channel: number): Exploration {
  const { kernelSize, groups, dilation, stride } = layer.settings;
  const { height, width } = layer.picture;
  const count = kernelSize ** 2;
  const [i, j] = [Math.floor(row / stride), Math.floor(column / stride)];
  const position = i * Math.ceil(width / stride) + j;
  // Channels are grouped in blocks: of three groups each colour is one.
  const first = (position * groups + (groups === 3 ? channel : 0)) * count;
  const taps = Array.from({ length: count }, (_, tap) => {
    const [u, v] = [Math.floor(tap / kernelSize), tap % kernelSize];
    const [h, w] = [u, v].map((at) => (at - (kernelSize - 1) / 2) * dilation) as [number, number];
    const [tapRow, tapColumn] = [i * stride + h, j * stride + w];
    const isInside = tapRow >= 0 && tapRow < height && tapColumn >= 0 && tapColumn < width;
    const value = isInside ? layer.x[(tapRow * width + tapColumn) * 3 + channel]! : 0;
    return { row: tapRow, column: tapColumn, weight: layer.kernel[first + tap]!, value };
  });
  return { taps, y: layer.y[position * 3 + channel]! };
}
