import { type ErrorCode, InvolutionError } from './errors.ts';
import type { ChannelGrouping, DataFormat, InvolutionOptions, KernelOrder, Padding, Pair } from './options.ts';

/** The window's own sizes, with defaults filled in and pairs spelled out. */
export interface Window {
  kernelHeight: number;
  kernelWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
}

/** Padding by rule, or spelled out side by side. */
export type ResolvedPadding = 'same' | 'valid' | readonly [readonly [number, number], readonly [number, number]];

/** What the options say by themselves, before any shape is known. */
export interface ResolvedOptions {
  window: Window;
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

/** Checks every option by itself. Refuses unknown properties too: `stride` for `strides` would go unseen. */
export function resolveOptions(options: InvolutionOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvolutionError('INVALID_OPTIONS', 'options', options, 'an object with at least kernelSize');
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTION_NAMES, name));
  if (unknown !== undefined) {
    throw new InvolutionError('INVALID_OPTIONS', 'options', unknown, `only ${Object.keys(OPTION_NAMES).join(', ')}`);
  }
  const [kernelHeight, kernelWidth] = resolvePair('INVALID_KERNEL_SIZE', 'kernelSize', options.kernelSize);
  const [strideHeight, strideWidth] = resolvePair('INVALID_STRIDES', 'strides', options.strides ?? 1);
  const [dilationHeight, dilationWidth] = resolvePair('INVALID_DILATIONS', 'dilations', options.dilations ?? 1);
  const { groups } = options;
  if (groups !== undefined && !isPositiveInteger(groups)) {
    throw new InvolutionError('INVALID_GROUPS', 'groups', groups, 'a positive integer');
  }
  return {
    window: { kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth },
    pad: resolvePad(options.pad ?? 'same'),
    groups,
    dialect: resolveDialect(options),
  };
}

function resolveDialect(options: InvolutionOptions): Dialect {
  const { kernelOrder = 'group-major', channelGrouping = 'blocked', dataFormat = 'NHWC' } = options;
  requireOneOf('INVALID_KERNEL_ORDER', 'kernelOrder', kernelOrder, ['group-major', 'tap-major']);
  requireOneOf('INVALID_CHANNEL_GROUPING', 'channelGrouping', channelGrouping, ['blocked', 'interleaved']);
  requireOneOf('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, ['NHWC', 'NCHW']);
  return { kernelOrder, channelGrouping, dataFormat };
}

/** Refuses a value outside a list of names. */
function requireOneOf<T>(code: ErrorCode, argument: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value)) {
    throw new InvolutionError(code, argument, value, allowed.map((name) => `'${name}'`).join(' or '));
  }
}

function resolvePair(code: ErrorCode, argument: string, value: Pair): readonly [number, number] {
  const pair: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  if (pair.length !== 2 || !pair.every(isPositiveInteger)) {
    throw new InvolutionError(code, argument, value, 'a positive integer or a pair [height, width] of them');
  }
  return pair as [number, number];
}

function resolvePad(pad: Padding): ResolvedPadding {
  if (pad === 'same' || pad === 'valid') return pad;
  if (isPad(pad)) {
    return [
      [pad, pad],
      [pad, pad],
    ];
  }
  const isPairOfPairs =
    Array.isArray(pad) &&
    pad.length === 2 &&
    pad.every((side) => Array.isArray(side) && side.length === 2 && side.every(isPad));
  if (!isPairOfPairs) {
    const expected = "'same', 'valid', a non-negative integer or [[top, bottom], [left, right]] of them";
    throw new InvolutionError('INVALID_PAD', 'pad', pad, expected);
  }
  return pad as ResolvedPadding;
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isPad(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
