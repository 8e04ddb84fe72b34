import {
  InvolutionError,
  type InvolutionOptions,
  isInvolutionError,
  type Padding,
  type ResolvedOptions,
  resolveOptions,
  unexpected,
} from '@involution/core';
import { dialectOptions } from './dialects.ts';
import type { InvolutionLayerArgs, InvolutionLayerOptions, ResolvedLayerOptions } from './layer-args.ts';

const DEFAULTS = {
  strides: 1,
  dilationRate: 1,
  padding: 'same',
  kernelOrder: 'group-major',
  channelGrouping: 'blocked',
  reduceUseBias: false,
  spanUseBias: true,
  useBatchNorm: true,
  batchNormEpsilon: 1e-5,
  batchNormMomentum: 0.9,
  generatorActivation: 'relu',
  projection: 'after',
  projectionUseBias: true,
} as const satisfies Partial<InvolutionLayerOptions>;

/** Which options there are, and what a value of each must be, where core does not say. */
const CHECKS: Record<keyof InvolutionLayerOptions, ((value: unknown) => string | undefined) | undefined> = {
  kernelSize: undefined,
  strides: undefined,
  dilationRate: undefined,
  padding: undefined,
  groups: undefined,
  kernelOrder: undefined,
  channelGrouping: undefined,
  channelsPerGroup: positiveInteger,
  hidden: positiveInteger,
  filters: positiveInteger,
  reduction: positiveNumber,
  batchNormEpsilon: positiveNumber,
  batchNormMomentum: (value) => (isNumber(value) && value >= 0 && value <= 1 ? undefined : 'a number from 0 to 1'),
  reduceUseBias: boolean,
  spanUseBias: boolean,
  useBatchNorm: boolean,
  projectionUseBias: boolean,
  projection: (value) => (value === 'after' || value === 'before' ? undefined : "'after' or 'before'"),
  kernelGenerator: undefined,
  generatorActivation: undefined,
  activation: undefined,
  reduceInitializer: undefined,
  spanInitializer: undefined,
  projectionInitializer: undefined,
  biasInitializer: undefined,
  reduceRegularizer: undefined,
  spanRegularizer: undefined,
  projectionRegularizer: undefined,
  biasRegularizer: undefined,
};

/** What every layer of tfjs takes, `dialect`, and what tfjs adds to configs that it deserializes. */
const OTHER_NAMES = new Set([
  'dialect',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'inputDType',
  'name',
  'trainable',
  'weights',
  'customObjects',
]);

/** Pairs of options of which one takes the other's place. */
const ALTERNATIVES = [
  ['groups', 'channelsPerGroup'],
  ['reduction', 'hidden'],
] as const;

/**
 * The options with what follows from the dialect and the defaults.
 *
 * @param rank Number of spatial axes.
 * @throws InvolutionError for an option that does not exist or has no such value.
 */
export function resolveArgs(args: InvolutionLayerArgs, rank: number): ResolvedLayerOptions {
  if (typeof args !== 'object' || args === null) {
    throw unexpected('INVALID_OPTIONS', 'args', args, 'an object with at least kernelSize');
  }
  // A saved model has null for what was not given.
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null));
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(CHECKS, name) && !OTHER_NAMES.has(name));
  if (unknown !== undefined) {
    const known = Object.keys(CHECKS).join(', ');
    throw new InvolutionError('INVALID_OPTIONS', unknown, `There is no option '${unknown}', only ${known}.`);
  }
  const preset = args.dialect ? dialectOptions(args.dialect, args.kernelSize) : {};
  for (const [one, other] of ALTERNATIVES) {
    if (one in given && other in given) {
      throw new InvolutionError(
        'INVALID_OPTIONS',
        other,
        `Both ${one} and ${other} were given; one follows from the other.`,
      );
    }
    if (one in given || other in given) {
      delete preset[one];
      delete (preset as InvolutionLayerOptions)[other];
    }
  }
  const all = Object.entries({ ...DEFAULTS, ...preset, ...given }).filter(([name]) => Object.hasOwn(CHECKS, name));
  for (const [name, value] of all) {
    const expected = CHECKS[name as keyof InvolutionLayerOptions]?.(value);
    if (expected) throw unexpected('INVALID_OPTIONS', name, value, expected);
  }
  const options = Object.fromEntries(all) as unknown as ResolvedLayerOptions;
  resolveWindow(options, rank);
  return options;
}

/**
 * Core's view of the options that say how the windows lie.
 *
 * @throws InvolutionError with core's codes.
 */
export function resolveWindow(options: ResolvedLayerOptions, rank: number): ResolvedOptions {
  try {
    return resolveOptions(aggregationOptions(options, rank), rank);
  } catch (error) {
    throw isInvolutionError(error) ? inLayerWords(error) : error;
  }
}

/** The options of the operator that a layer's say. */
export type AggregationOptions = Pick<
  InvolutionOptions,
  'kernelSize' | 'strides' | 'dilations' | 'groups' | 'kernelOrder' | 'channelGrouping' | 'pad'
>;

/** The options of the operator. */
export function aggregationOptions(options: ResolvedLayerOptions, rank: number): AggregationOptions {
  const { kernelSize, strides, dilationRate: dilations, groups, kernelOrder, channelGrouping } = options;
  return { kernelSize, strides, dilations, groups, kernelOrder, channelGrouping, pad: padOf(options, rank) };
}

/** Causal padding as core has it: K − 1 dilated positions before x, and none behind. */
function padOf({ padding, kernelSize, dilationRate }: ResolvedLayerOptions, rank: number): Padding {
  if (padding !== 'causal') return padding;
  if (rank !== 1) throw unexpected('INVALID_PAD', 'padding', padding, 'causal in one dimension alone');
  const [size, dilation] = [kernelSize, dilationRate].map((value) =>
    Number(typeof value === 'number' ? value : value[0]),
  );
  return [[dilation! * (size! - 1), 0]];
}

/** Names that core has others for. */
const LAYER_WORDS: Readonly<Record<string, string>> = { dilations: 'dilationRate', pad: 'padding' };

function inLayerWords(error: InvolutionError): InvolutionError {
  const word = LAYER_WORDS[error.argument];
  if (!word) return error;
  return new InvolutionError(error.code, word, error.message.replace(error.argument, word), { cause: error });
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function positiveInteger(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? undefined : 'a positive integer';
}

function positiveNumber(value: unknown): string | undefined {
  return isNumber(value) && value > 0 ? undefined : 'a positive number';
}

function boolean(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'true or false';
}
