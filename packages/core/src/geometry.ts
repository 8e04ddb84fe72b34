import { type Axis, outputSize, samePads, type WindowOfAxis } from './axis.ts';
import { InvolutionError, unexpected } from './errors.ts';
import type { ChannelGrouping, DataFormat, InvolutionOptions, KernelOrder } from './options.ts';
import { isSameShape, joinShape, MAX_SPATIAL_AXES, type NamedShape, spatialRank, splitShape } from './shape.ts';
import { type ResolvedOptions, resolveDialect, resolveOptions } from './validation.ts';

/** Everything about one involution, checked and spelled out; made by {@link resolveGeometry} alone. */
export interface InvolutionGeometry {
  /** N */
  readonly batchSize: number;
  /** C, of x and of y */
  readonly channels: number;
  /** G */
  readonly groups: number;
  /** C / G */
  readonly channelsPerGroup: number;
  /** The spatial axes, 1 to 3 of them, outermost first. */
  readonly axes: readonly Axis[];
  readonly kernelOrder: KernelOrder;
  readonly channelGrouping: ChannelGrouping;
  readonly dataFormat: DataFormat;
}

/**
 * Checks an involution's shapes and options against each other and works out everything that follows from them.
 *
 * Output size along each axis (as in every framework's convolution): floor((size + pads − d·(K − 1) − 1) / s) + 1.
 *
 * @param xShape `[N, W, C]`, `[N, H, W, C]` or `[N, D, H, W, C]`; with C behind N when `dataFormat` is `'channelsFirst'`.
 * @param kernelShape `[N, Wo, G·Kw]`, `[N, Ho, Wo, G·Kh·Kw]` or `[N, Do, Ho, Wo, G·Kd·Kh·Kw]`; with channels first
 * `[N, G·ΠK, …]` or, group-major only, the authors' CUDA form `[N, G, Kh, Kw, Ho, Wo]` (of any rank).
 * @param options See {@link InvolutionOptions}.
 * @throws InvolutionError with the code of the first rule broken; see {@link ERROR_CODES}.
 */
export function resolveGeometry(
  xShape: readonly number[],
  kernelShape: readonly number[],
  options: InvolutionOptions,
): InvolutionGeometry {
  const { x, resolved, axes } = placeWindow(xShape, options);
  const groups = resolved.groups ?? inferGroups(kernelShape, resolved);
  if (x.channels % groups !== 0) {
    throw unexpected('CHANNELS_NOT_DIVISIBLE', 'x', xShape, `of channels that are a multiple of ${groups} groups`);
  }
  const channelsPerGroup = x.channels / groups;
  const { batchSize, channels } = x;
  const geometry = { batchSize, channels, groups, channelsPerGroup, axes, ...resolved.dialect };
  checkKernelShape(kernelShape, geometry);
  return geometry;
}

/**
 * The shape that the kernel tensor must have, for code that generates it.
 *
 * @param xShape As for {@link resolveGeometry}.
 * @param options As for {@link resolveGeometry}, with `groups` given.
 * @returns `[N, Ho, Wo, G·Kh·Kw]`, or `[N, G·Kh·Kw, Ho, Wo]` when `dataFormat` is `'channelsFirst'`; of x's rank.
 * @throws InvolutionError as {@link resolveGeometry}.
 */
export function kernelShapeFor(xShape: readonly number[], options: InvolutionOptions & { groups: number }): number[] {
  const { x, resolved, axes } = placeWindow(xShape, options);
  const spatial = axes.map(({ outSize }) => outSize);
  return joinShape(
    { batchSize: x.batchSize, spatial, channels: options.groups * tapCount({ axes }) },
    resolved.dialect.dataFormat,
  );
}

/** ΠK: taps of the window. */
export function tapCount({ axes }: { readonly axes: readonly Pick<Axis, 'kernelSize'>[] }): number {
  return axes.reduce((product, { kernelSize }) => product * kernelSize, 1);
}

/** Positions of y in a batch entry. */
export function outputPositions({ axes }: Pick<InvolutionGeometry, 'axes'>): number {
  return axes.reduce((product, { outSize }) => product * outSize, 1);
}

/** Shape of x (and of its gradient) in the geometry's data format. */
export function xShapeOf({ batchSize, axes, channels, dataFormat }: InvolutionGeometry): number[] {
  return joinShape({ batchSize, spatial: axes.map(({ inSize }) => inSize), channels }, dataFormat);
}

/** Shape of y (and of its gradient) in the geometry's data format. */
export function yShapeOf({ batchSize, axes, channels, dataFormat }: InvolutionGeometry): number[] {
  return joinShape({ batchSize, spatial: axes.map(({ outSize }) => outSize), channels }, dataFormat);
}

/** Shape of the kernel tensor (and of its gradient) in the geometry's data format. */
export function kernelShapeOf(g: InvolutionGeometry): number[] {
  return yShapeOf({ ...g, channels: g.groups * tapCount(g) });
}

/** Refuses a gradient of y whose shape is not the shape of y. */
export function checkDyShape(dyShape: readonly number[], geometry: InvolutionGeometry): void {
  const expected = yShapeOf(geometry);
  if (!isSameShape(dyShape, expected)) throw unexpected('DY_SHAPE_MISMATCH', 'dy', dyShape, `[${expected.join(', ')}]`);
}

/** An axis that is not there: one position, and one tap on it. */
const NO_AXIS: Axis = { inSize: 1, outSize: 1, kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/**
 * The same involution with three spatial axes, for kernels that loop over depth, height and width: of those that it has
 * not, each is one position with one tap. Every element lies where it lay.
 */
export function asVolume(g: InvolutionGeometry): VolumeGeometry {
  const missing = Array.from({ length: MAX_SPATIAL_AXES - g.axes.length }, () => NO_AXIS);
  return { ...g, axes: [...missing, ...g.axes] as unknown as VolumeGeometry['axes'] };
}

/** A geometry of three spatial axes; made by {@link asVolume}. */
export interface VolumeGeometry extends InvolutionGeometry {
  readonly axes: readonly [depth: Axis, height: Axis, width: Axis];
}

/**
 * The axes of a geometry's height and width, for kernels that have only these.
 *
 * @param kernels What the message calls them.
 * @throws InvolutionError `UNSUPPORTED_RANK` when x is not of rank 4.
 */
export function planarAxes({ axes }: InvolutionGeometry, kernels: string): readonly [height: Axis, width: Axis] {
  if (axes.length === 2) return axes as readonly [Axis, Axis];
  const message = `x has ${axes.length} spatial axes, and ${kernels} support 2 (height and width).`;
  throw new InvolutionError('UNSUPPORTED_RANK', 'x', message);
}

/** Lays the window over x: pads and output size along each axis. */
function placeWindow(
  xShape: readonly number[],
  options: InvolutionOptions,
): { x: NamedShape; resolved: ResolvedOptions; axes: readonly Axis[] } {
  const { dataFormat } = resolveDialect(options);
  const rank = spatialRank('x', xShape);
  const resolved = resolveOptions(options, rank);
  const x = splitShape('x', xShape, rank, dataFormat);
  const axes = resolved.windows.map((window, k) => {
    const inSize = x.spatial[k]!;
    const [padBefore, padAfter] = padsOf(resolved, window, inSize, k);
    return { inSize, outSize: outputSize(inSize + padBefore + padAfter, window), ...window, padBefore, padAfter };
  });
  if (axes.some(({ outSize }) => outSize < 1)) {
    const sizes = axes.map(({ dilation, kernelSize }) => dilation * (kernelSize - 1) + 1);
    const padded = axes.map(({ padBefore, inSize, padAfter }) => padBefore + inSize + padAfter);
    const message = `The dilated kernel [${sizes.join(', ')}] is larger than the padded input [${padded.join(', ')}].`;
    throw new InvolutionError('EMPTY_OUTPUT', 'kernelSize', message);
  }
  return { x, resolved, axes };
}

function padsOf({ pad }: ResolvedOptions, window: WindowOfAxis, inSize: number, axis: number) {
  if (pad === 'valid') return [0, 0] as const;
  return pad === 'same' ? samePads(inSize, window) : pad[axis]!;
}

/** G from the kernel tensor, where the options leave it open. */
function inferGroups(kernelShape: readonly number[], { windows, dialect }: ResolvedOptions): number {
  const rank = windows.length;
  const isSeparate = dialect.dataFormat === 'channelsFirst' && kernelShape.length === 2 + 2 * rank;
  const taps = tapCount({ axes: windows });
  const groups = isSeparate
    ? kernelShape[1]!
    : splitShape('kernel', kernelShape, rank, dialect.dataFormat).channels / taps;
  if (Number.isSafeInteger(groups) && groups > 0) return groups;
  const expected = isSeparate
    ? 'a shape with a positive number of groups'
    : `a shape with a multiple of ${taps} channels, the number of taps`;
  throw unexpected('KERNEL_SHAPE_MISMATCH', 'kernel', kernelShape, expected);
}

function checkKernelShape(kernelShape: readonly number[], g: InvolutionGeometry): void {
  const expected = kernelShapeOf(g);
  if (isSameShape(kernelShape, expected)) return;
  const kernelSizes = g.axes.map(({ kernelSize }) => kernelSize);
  const separate = [g.batchSize, g.groups, ...kernelSizes, ...g.axes.map(({ outSize }) => outSize)];
  const takesSeparate = g.dataFormat === 'channelsFirst' && g.kernelOrder === 'group-major';
  if (takesSeparate && isSameShape(kernelShape, separate)) return;
  const alternative = takesSeparate ? ` or [${separate.join(', ')}]` : '';
  throw unexpected('KERNEL_SHAPE_MISMATCH', 'kernel', kernelShape, `[${expected.join(', ')}]${alternative}`);
}
