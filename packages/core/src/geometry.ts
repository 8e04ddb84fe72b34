import { InvolutionError } from './errors.ts';
import type { ChannelGrouping, DataFormat, InvolutionOptions, KernelOrder } from './options.ts';
import { type ResolvedOptions, resolveOptions } from './validation.ts';

/** Everything about one involution, checked and spelled out; made by {@link resolveGeometry} alone. */
export interface InvolutionGeometry {
  /** N */
  readonly batchSize: number;
  /** H */
  readonly inHeight: number;
  /** W */
  readonly inWidth: number;
  /** C, of x and of y */
  readonly channels: number;
  /** Ho */
  readonly outHeight: number;
  /** Wo */
  readonly outWidth: number;
  /** G */
  readonly groups: number;
  /** C / G */
  readonly channelsPerGroup: number;
  /** Kh */
  readonly kernelHeight: number;
  /** Kw */
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padBottom: number;
  readonly padLeft: number;
  readonly padRight: number;
  readonly kernelOrder: KernelOrder;
  readonly channelGrouping: ChannelGrouping;
  readonly dataFormat: DataFormat;
}

/**
 * Checks an involution's shapes and options against each other and works out everything that follows from them.
 *
 * Output size (as in every framework's convolution): Ho = floor((H + top + bottom − dh·(Kh − 1) − 1) / sh) + 1.
 *
 * @param xShape `[N, H, W, C]`, or `[N, C, H, W]` when `dataFormat` is `'NCHW'`.
 * @param kernelShape `[N, Ho, Wo, G·Kh·Kw]`; in NCHW `[N, G·Kh·Kw, Ho, Wo]`, or, group-major only, the authors' CUDA
 * form `[N, G, Kh, Kw, Ho, Wo]`.
 * @param options See {@link InvolutionOptions}.
 * @throws InvolutionError with the code of the first rule broken; see {@link ERROR_CODES}.
 */
export function resolveGeometry(
  xShape: readonly number[],
  kernelShape: readonly number[],
  options: InvolutionOptions,
): InvolutionGeometry {
  const resolved = resolveOptions(options);
  const { window, dialect } = resolved;
  const x = splitShape('x', xShape, dialect.dataFormat);
  const output = placeWindow(x, resolved);
  const groups = resolved.groups ?? inferGroups(kernelShape, resolved);
  if (x.channels % groups !== 0) {
    throw new InvolutionError(
      'CHANNELS_NOT_DIVISIBLE',
      'x',
      xShape,
      `channels that are a multiple of ${groups} groups`,
    );
  }
  const geometry: InvolutionGeometry = {
    batchSize: x.batchSize,
    inHeight: x.height,
    inWidth: x.width,
    channels: x.channels,
    ...output,
    groups,
    channelsPerGroup: x.channels / groups,
    ...window,
    ...dialect,
  };
  checkKernelShape(kernelShape, geometry);
  return geometry;
}

/**
 * The 4-D shape that the kernel tensor must have, for code that generates it.
 *
 * @param xShape As for {@link resolveGeometry}.
 * @param options As for {@link resolveGeometry}, with `groups` given.
 * @returns `[N, Ho, Wo, G·Kh·Kw]`, or `[N, G·Kh·Kw, Ho, Wo]` when `dataFormat` is `'NCHW'`.
 * @throws InvolutionError as {@link resolveGeometry}.
 */
export function kernelShapeFor(
  xShape: readonly number[],
  options: InvolutionOptions & { groups: number },
): [number, number, number, number] {
  const resolved = resolveOptions(options);
  const { window, dialect } = resolved;
  const x = splitShape('x', xShape, dialect.dataFormat);
  const { outHeight, outWidth } = placeWindow(x, resolved);
  const kernelChannels = options.groups * window.kernelHeight * window.kernelWidth;
  return joinShape(x.batchSize, outHeight, outWidth, kernelChannels, dialect.dataFormat);
}

/** Shape of x (and of its gradient) in the geometry's data format. */
export function xShapeOf(g: InvolutionGeometry): [number, number, number, number] {
  return joinShape(g.batchSize, g.inHeight, g.inWidth, g.channels, g.dataFormat);
}

/** Shape of y (and of its gradient) in the geometry's data format. */
export function yShapeOf(g: InvolutionGeometry): [number, number, number, number] {
  return joinShape(g.batchSize, g.outHeight, g.outWidth, g.channels, g.dataFormat);
}

/** 4-D shape of the kernel tensor (and of its gradient) in the geometry's data format. */
export function kernelShapeOf(g: InvolutionGeometry): [number, number, number, number] {
  return joinShape(g.batchSize, g.outHeight, g.outWidth, g.groups * g.kernelHeight * g.kernelWidth, g.dataFormat);
}

/** Refuses a gradient of y whose shape is not the shape of y. */
export function checkDyShape(dyShape: readonly number[], geometry: InvolutionGeometry): void {
  const expected = yShapeOf(geometry);
  if (!isSameShape(dyShape, expected)) {
    throw new InvolutionError('DY_SHAPE_MISMATCH', 'dy', dyShape, `[${expected.join(', ')}]`);
  }
}

interface FeatureMapSize {
  batchSize: number;
  height: number;
  width: number;
  channels: number;
}

/** Reads a 4-D shape by the names of its axes. */
function splitShape(argument: string, shape: readonly number[], dataFormat: DataFormat): FeatureMapSize {
  const isValid =
    Array.isArray(shape) && shape.length === 4 && shape.every((size) => Number.isSafeInteger(size) && size > 0);
  if (!isValid || !Number.isSafeInteger(shape.reduce((product, size) => product * size, 1))) {
    const axes = dataFormat === 'NHWC' ? '[N, H, W, C]' : '[N, C, H, W]';
    throw new InvolutionError('INVALID_SHAPE', argument, shape, `four positive integers ${axes}`);
  }
  const [a, b, c, d] = shape as [number, number, number, number];
  return dataFormat === 'NHWC'
    ? { batchSize: a, height: b, width: c, channels: d }
    : { batchSize: a, channels: b, height: c, width: d };
}

function joinShape(
  batchSize: number,
  height: number,
  width: number,
  channels: number,
  dataFormat: DataFormat,
): [number, number, number, number] {
  return dataFormat === 'NHWC' ? [batchSize, height, width, channels] : [batchSize, channels, height, width];
}

/** Lays the window over x: pads and output size along both axes. */
function placeWindow(x: FeatureMapSize, { window, pad }: ResolvedOptions) {
  const [padTop, padBottom] = padsAlong(x.height, window.kernelHeight, window.strideHeight, window.dilationHeight, 0);
  const [padLeft, padRight] = padsAlong(x.width, window.kernelWidth, window.strideWidth, window.dilationWidth, 1);
  const outHeight = positionsAlong(
    x.height + padTop + padBottom,
    window.kernelHeight,
    window.strideHeight,
    window.dilationHeight,
  );
  const outWidth = positionsAlong(
    x.width + padLeft + padRight,
    window.kernelWidth,
    window.strideWidth,
    window.dilationWidth,
  );
  if (outHeight < 1 || outWidth < 1) {
    throw new InvolutionError(
      'EMPTY_OUTPUT',
      'kernelSize',
      [window.kernelHeight, window.kernelWidth],
      `a dilated kernel no larger than the padded input [${x.height + padTop + padBottom}, ${x.width + padLeft + padRight}]`,
    );
  }
  return { outHeight, outWidth, padTop, padBottom, padLeft, padRight };

  function padsAlong(
    size: number,
    kernel: number,
    stride: number,
    dilation: number,
    axis: 0 | 1,
  ): readonly [number, number] {
    if (pad === 'valid') return [0, 0];
    if (pad !== 'same') return pad[axis];
    // TensorFlow's SAME: as many outputs as strides fit, the extra pad goes after.
    const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + dilation * (kernel - 1) + 1 - size);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }
}

/** Number of window positions along an axis of a padded size; below 1 when the window does not fit. */
function positionsAlong(paddedSize: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((paddedSize - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** G from the kernel tensor, where the options leave it open. */
function inferGroups(kernelShape: readonly number[], { window, dialect }: ResolvedOptions): number {
  const isSeparate = dialect.dataFormat === 'NCHW' && kernelShape.length === 6;
  const taps = window.kernelHeight * window.kernelWidth;
  const groups = isSeparate ? kernelShape[1] : splitShape('kernel', kernelShape, dialect.dataFormat).channels / taps;
  if (!Number.isSafeInteger(groups) || groups < 1) {
    const expected = isSeparate ? 'a positive number of groups' : `channels that are a multiple of Kh·Kw = ${taps}`;
    throw new InvolutionError('KERNEL_SHAPE_MISMATCH', 'kernel', kernelShape, expected);
  }
  return groups;
}

function checkKernelShape(kernelShape: readonly number[], g: InvolutionGeometry): void {
  const expected = kernelShapeOf(g);
  if (isSameShape(kernelShape, expected)) return;
  const separate = [g.batchSize, g.groups, g.kernelHeight, g.kernelWidth, g.outHeight, g.outWidth];
  const takesSeparate = g.dataFormat === 'NCHW' && g.kernelOrder === 'group-major';
  if (takesSeparate && isSameShape(kernelShape, separate)) return;
  const alternative = takesSeparate ? ` or [${separate.join(', ')}]` : '';
  throw new InvolutionError('KERNEL_SHAPE_MISMATCH', 'kernel', kernelShape, `[${expected.join(', ')}]${alternative}`);
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
