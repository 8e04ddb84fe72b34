import type { WindowOfAxis } from './axis.ts';
import { type ErrorCode, InvolutionError, unexpected } from './errors.ts';
import type { ChannelGrouping, DataFormat, InvolutionOptions, KernelOrder, Padding, PerAxis } from './options.ts';
import { printable } from './print.ts';

/** Names of the spatial axes in shapes and messages, by their number. */
export const AXIS_NAMES: readonly (readonly string[])[] = [
  [],
  ['width'],
  ['height', 'width'],
  ['depth', 'height', 'width'],
];

/** Padding by rule, or spelled out for each spatial axis. */
export type ResolvedPadding = 'same' | 'valid' | readonly (readonly [number, number])[];

/** What the options say, with defaults filled in and values spelled out for each spatial axis. */
export interface ResolvedOptions {
  windows: readonly WindowOfAxis[];
  pad: ResolvedPadding;
  /** `undefined`: to be inferred from the kernel tensor. */
  groups: number | undefined;
  dialect: Dialect;
}

/** The options that say how tensors are laid out, with defaults filled in. */
export interface Dialect {
  kernelOrder: KernelOrder;
  channelGrouping: ChannelGrouping;
  dataFormat: DataFormat;
}

const OPTION_NAMES: Record<keyof InvolutionOptions, true> = {
  kernelSize: true,
  strides: true,
  dilations: true,
  pad: true,
  groups: true,
  kernelOrder: true,
  channelGrouping: true,
  dataFormat: true,
};

/**
 * Refuses what is no options object, and unknown properties: `stride` for `strides` would go unseen.
 *
 * @param fixed An option whose only value is the default for this caller: allowed, but not among those that the message offers.
 * @throws InvolutionError `INVALID_OPTIONS`.
 */
export function checkOptionNames(options: InvolutionOptions, fixed?: keyof InvolutionOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw unexpected('INVALID_OPTIONS', 'options', options, 'an object with at least kernelSize');
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTION_NAMES, name));
  if (unknown === undefined) return;
  const known = Object.keys(OPTION_NAMES)
    .filter((name) => name !== fixed)
    .join(', ');
  throw new InvolutionError('INVALID_OPTIONS', 'options', `There is no option '${printable(unknown)}', only ${known}.`);
}

/**
 * Checks every option by itself.
 *
 * @param rank Number of spatial axes.
 */
export function resolveOptions(options: InvolutionOptions, rank: number): ResolvedOptions {
  const dialect = resolveDialect(options);
  const kernelSize = perAxis('INVALID_KERNEL_SIZE', 'kernelSize', options.kernelSize, rank);
  const strides = perAxis('INVALID_STRIDES', 'strides', options.strides ?? 1, rank);
  const dilations = perAxis('INVALID_DILATIONS', 'dilations', options.dilations ?? 1, rank);
  const pad = resolvePad(options.pad ?? 'same', rank);
  const { groups } = options;
  if (groups !== undefined && !isPositiveInteger(groups)) {
    throw unexpected('INVALID_GROUPS', 'groups', groups, 'a positive integer');
  }
  const windows = kernelSize.map((size, axis) => ({
    kernelSize: size,
    stride: strides[axis]!,
    dilation: dilations[axis]!,
  }));
  return { windows, pad, groups, dialect };
}

/** What the options say of the layout of tensors: needed to read their shapes. */
export function resolveDialect(options: InvolutionOptions): Dialect {
  checkOptionNames(options);
  const { kernelOrder = 'group-major', channelGrouping = 'blocked', dataFormat = 'channelsLast' } = options;
  requireOneOf('INVALID_KERNEL_ORDER', 'kernelOrder', kernelOrder, ['group-major', 'tap-major']);
  requireOneOf('INVALID_CHANNEL_GROUPING', 'channelGrouping', channelGrouping, ['blocked', 'interleaved']);
  requireOneOf('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, ['channelsLast', 'channelsFirst']);
  return { kernelOrder, channelGrouping, dataFormat };
}

/** Refuses a value outside a list of names. */
function requireOneOf<T>(code: ErrorCode, argument: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value))
    throw unexpected(code, argument, value, allowed.map((name) => `'${name}'`).join(' or '));
}

function perAxis(code: ErrorCode, argument: string, value: PerAxis, rank: number): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : Array.from({ length: rank }, () => value);
  if (list.length !== rank || !list.every(isPositiveInteger)) {
    throw unexpected(code, argument, value, `a positive integer or a list [${AXIS_NAMES[rank]!.join(', ')}] of them`);
  }
  return list as number[];
}

function resolvePad(pad: Padding, rank: number): ResolvedPadding {
  if (pad === 'same' || pad === 'valid') return pad;
  if (isPad(pad)) return Array.from({ length: rank }, () => [pad, pad] as const);
  const isListOfPairs =
    Array.isArray(pad) &&
    pad.length === rank &&
    pad.every((ends) => Array.isArray(ends) && ends.length === 2 && ends.every(isPad));
  if (isListOfPairs) return pad as ResolvedPadding;
  const ends = Array.from({ length: rank }, () => '[before, after]').join(', ');
  throw unexpected('INVALID_PAD', 'pad', pad, `'same', 'valid', a non-negative integer or [${ends}] of them`);
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isPad(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
