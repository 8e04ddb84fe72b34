// What a visitor has chosen, and how a link says it.
import type { ChannelGrouping, KernelOrder } from '@involution/core';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';
import { defaultFilter, fitFilter } from './filter.ts';

export const JOBS = ['layer', 'sharpen', 'filter'] as const;
export const SIDES = [64, 160, 320, 640] as const;
export const CHANNELS = [3, 6, 12, 24] as const;
export const KERNEL_ORDERS = ['group-major', 'tap-major'] as const satisfies readonly KernelOrder[];
export const CHANNEL_GROUPINGS = ['blocked', 'interleaved'] as const satisfies readonly ChannelGrouping[];

export type Job = (typeof JOBS)[number];

/** Numbers are as they were typed, right or wrong: the library says what is wrong with them. */
export interface Settings {
  /** A seeded layer, OpenCV's sharpening or a filter of one's own. */
  readonly job: Job;
  /** Longest side of the photo, in pixels; a smaller photo stays as it is. */
  readonly side: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly dilations: number;
  readonly groups: number;
  readonly channels: number;
  readonly kernelOrder: KernelOrder;
  readonly channelGrouping: ChannelGrouping;
  /** K² numbers, row by row. */
  readonly filter: readonly number[];
  /** In the order of the site's list. */
  readonly runtimes: readonly RuntimeId[];
}

export const DEFAULT_SETTINGS: Settings = {
  job: 'layer',
  side: 640,
  kernelSize: 7,
  strides: 1,
  dilations: 1,
  groups: 1,
  channels: 3,
  kernelOrder: 'group-major',
  channelGrouping: 'blocked',
  filter: defaultFilter(7),
  runtimes: RUNTIMES.map(({ id }) => id),
};

/** How a link calls what it says. */
const NAMES = {
  job: 'job',
  side: 'side',
  kernelSize: 'k',
  strides: 'stride',
  dilations: 'dilation',
  groups: 'groups',
  channels: 'channels',
  kernelOrder: 'order',
  channelGrouping: 'grouping',
  filter: 'filter',
  runtimes: 'runtimes',
} as const satisfies Record<keyof Settings, string>;

/** Settings with some of them changed; the filter grows or shrinks with K. */
export function change(settings: Settings, changes: Partial<Settings>): Settings {
  const changed = { ...settings, ...changes };
  return { ...changed, filter: fitFilter(changed.filter, changed.kernelSize) };
}

/** What a link says; what it doesn't say, or says in words that are none, has its default. */
export function settingsOf(query: string): Settings {
  const said = new URLSearchParams(query);
  const oneOf = <T extends string>(name: string, values: readonly T[], otherwise: T): T =>
    values.find((value) => value === said.get(name)) ?? otherwise;
  const numberOf = (key: 'kernelSize' | 'strides' | 'dilations' | 'groups') =>
    said.has(NAMES[key]) ? Number(said.get(NAMES[key])) : DEFAULT_SETTINGS[key];
  const numberIn = (key: 'side' | 'channels', values: readonly number[]) =>
    values.find((value) => String(value) === said.get(NAMES[key])) ?? DEFAULT_SETTINGS[key];
  const kernelSize = numberOf('kernelSize');
  const filter = said.get(NAMES.filter)?.split(',').map(Number) ?? [];
  const ids = said.get(NAMES.runtimes)?.split(',');
  return {
    job: oneOf(NAMES.job, JOBS, DEFAULT_SETTINGS.job),
    side: numberIn('side', SIDES),
    kernelSize,
    strides: numberOf('strides'),
    dilations: numberOf('dilations'),
    groups: numberOf('groups'),
    channels: numberIn('channels', CHANNELS),
    kernelOrder: oneOf(NAMES.kernelOrder, KERNEL_ORDERS, DEFAULT_SETTINGS.kernelOrder),
    channelGrouping: oneOf(NAMES.channelGrouping, CHANNEL_GROUPINGS, DEFAULT_SETTINGS.channelGrouping),
    filter: filter.length === kernelSize ** 2 && filter.every(Number.isFinite) ? filter : defaultFilter(kernelSize),
    runtimes: DEFAULT_SETTINGS.runtimes.filter((id) => ids?.includes(id) ?? true),
  };
}

/** The link's query: what differs from the defaults, `''` when nothing does. */
export function queryOf(settings: Settings): string {
  const defaults: Settings = { ...DEFAULT_SETTINGS, filter: defaultFilter(settings.kernelSize) };
  const keys = Object.keys(NAMES) as (keyof Settings)[];
  const said = keys.filter((key) => String(settings[key]) !== String(defaults[key]));
  // Commas and minus signs may stand in a query as they are.
  return said.length === 0 ? '' : `?${said.map((key) => `${NAMES[key]}=${settings[key]}`).join('&')}`;
}
