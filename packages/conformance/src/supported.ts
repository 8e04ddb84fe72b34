import type { InvolutionOptions, Operation } from '@involution/core';
import type { ConformanceAdapter } from './adapter.ts';

/** What a backend needs for a call. */
interface Needs {
  operation: Operation;
  options: InvolutionOptions;
  xShape: readonly number[];
}

/** What the call needs and the adapter does not declare, as a sentence; `undefined` when nothing is missing. */
export function unsupportedReason(
  adapter: ConformanceAdapter,
  { operation, options, xShape }: Needs,
): string | undefined {
  const { kernelOrders, channelGroupings } = adapter.capabilities;
  const { kernelOrder = 'group-major', channelGrouping = 'blocked' } = options;
  const lacks = (what: string) => `${adapter.name} does not take ${what}.`;
  if (!adapter[operation]) return `${adapter.name} has no ${operation}.`;
  if (!takesRankOf(adapter, xShape)) return lacks(`${xShape.length - 2} spatial axes`);
  if (kernelOrders && !kernelOrders.includes(kernelOrder)) return lacks(kernelOrder);
  if (channelGroupings && !channelGroupings.includes(channelGrouping)) return lacks(channelGrouping);
  return undefined;
}

/** Whether a backend has kernels for an x of this shape. */
export function takesRankOf(
  { capabilities: { spatialRanks = [2] } }: ConformanceAdapter,
  xShape: readonly number[],
): boolean {
  return spatialRanks.some((rank) => rank === xShape.length - 2);
}
