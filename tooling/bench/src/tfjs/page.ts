// Runs in the browser: what `browser.ts` calls from Node.
import '@tensorflow/tfjs';
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import type { PeakBytes, RuntimeBench } from '../report.ts';
import type { Shape } from '../shapes.ts';
import { benchBackend, peakBytesOf } from './backend.ts';
import { type GpuBackend, pairOf } from './gpu-pair.ts';
import { benchRank, type OtherRank } from './ranks.ts';

/** Times one GPU backend. */
export async function bench(backend: GpuBackend): Promise<Omit<RuntimeBench, 'peakBytes'> & { device: string }> {
  const result = await benchBackend(await pairOf(backend), (text) => console.log(text));
  return { ...result, device: describeTfjsDevice() };
}

/** Times one or three spatial axes on one GPU backend. */
export async function benchOtherRank(backend: GpuBackend, rank: OtherRank): Promise<RuntimeBench> {
  const result = await benchRank(rank, await pairOf(backend), (text) => console.log(text));
  return { ...result, device: describeTfjsDevice() };
}

/** The most bytes that a GPU backend takes for a shape. For a page that has done nothing else. */
export async function peakBytes(backend: GpuBackend, shape: Shape): Promise<PeakBytes> {
  return await peakBytesOf(shape, await pairOf(backend));
}
