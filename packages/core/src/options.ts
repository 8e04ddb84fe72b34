/** Order of the G·ΠK weights along the kernel tensor's channel axis. */
export type KernelOrder = 'group-major' | 'tap-major';

/** Which channels of x share a group's kernel. */
export type ChannelGrouping = 'blocked' | 'interleaved';

/** Memory order of the axes of x, y and the kernel tensor: N, the spatial axes, C; or N, C, the spatial axes. */
export type DataFormat = 'channelsLast' | 'channelsFirst';

/** One value for all spatial axes, or a list of one for each, outermost first: `[height, width]`. */
export type PerAxis = number | readonly number[];

/** Padding: by rule, the same number at both ends of all spatial axes, or `[before, after]` for each of them. */
export type Padding = 'same' | 'valid' | number | readonly (readonly [before: number, after: number])[];

/**
 * What a caller says about an involution. Everything else (sizes, channels, groups) follows from the tensors' shapes:
 * see {@link resolveGeometry}.
 */
export interface InvolutionOptions {
  /** Size K of the kernel in taps, or one for each spatial axis. Even and unequal sizes are fine. */
  kernelSize: PerAxis;
  /** Step between output positions, in input positions. Default 1. */
  strides?: PerAxis;
  /** Distance between taps, in input positions. Default 1. */
  dilations?: PerAxis;
  /**
   * Zeros around x. Default `'same'`, in TensorFlow's sense: the output size is ceil(input size / stride), and an odd
   * total gives the extra position to the end. PyTorch code has explicit pads, usually `(K - 1) / 2`: pass that number.
   */
  pad?: Padding;
  /** Number G of groups. Default: the kernel tensor's channels divided by ΠK. */
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
  /** Memory order of all tensors. Default `'channelsLast'`. */
  dataFormat?: DataFormat;
}
