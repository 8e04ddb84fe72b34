/** Order of the G·Kh·Kw weights along the kernel tensor's channel axis. */
export type KernelOrder = 'group-major' | 'tap-major';

/** Which channels of x share a group's kernel. */
export type ChannelGrouping = 'blocked' | 'interleaved';

/** Memory order of the axes of x, y and the kernel tensor. */
export type DataFormat = 'NHWC' | 'NCHW';

/** Padding: by rule, the same number on all four sides, or `[[top, bottom], [left, right]]`. */
export type Padding =
  | 'same'
  | 'valid'
  | number
  | readonly [readonly [top: number, bottom: number], readonly [left: number, right: number]];

/** A pair of values for height and width; a single number stands for both. */
export type Pair = number | readonly [height: number, width: number];

/**
 * What a caller says about an involution. Everything else (sizes, channels, groups) follows from the tensors' shapes:
 * see {@link resolveGeometry}.
 */
export interface InvolutionOptions {
  /** Size K of the kernel in taps, or `[Kh, Kw]`. Even and non-square sizes are fine. */
  kernelSize: Pair;
  /** Step between output positions, in input positions. Default 1. */
  strides?: Pair;
  /** Distance between taps, in input positions. Default 1. */
  dilations?: Pair;
  /**
   * Zeros around x. Default `'same'`, in TensorFlow's sense: Ho = ceil(H / stride), and an odd total gives the extra
   * row or column to the bottom or right. PyTorch code has explicit pads, usually `(K - 1) / 2`: pass that number.
   */
  pad?: Padding;
  /** Number G of groups. Default: the kernel tensor's channels divided by Kh·Kw. */
  groups?: number;
  /**
   * `'group-major'` (default; the authors' PyTorch code): weight (g, u, v) is kernel channel g·Kh·Kw + u·Kw + v.
   * `'tap-major'` (the Keras example): it is channel (u·Kw + v)·G + g.
   */
  kernelOrder?: KernelOrder;
  /**
   * `'blocked'` (default; the authors' PyTorch code): channel c belongs to group floor(c / (C/G)).
   * `'interleaved'` (the Keras example): it belongs to group c mod G.
   */
  channelGrouping?: ChannelGrouping;
  /** Memory order of all tensors. Default `'NHWC'`. Only the reference functions take `'NCHW'` too. */
  dataFormat?: DataFormat;
}
