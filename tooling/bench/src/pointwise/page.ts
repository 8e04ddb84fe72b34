// Runs in the browser: what `pointwise.ts` calls from Node.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { type GpuBackend, pairOf } from '../tfjs/gpu-pair.ts';
import { type PointwiseRow, timePointwise } from './contestants.ts';

/** Times 1×1 convolutions on a GPU backend. */
export async function timePointwiseInPage(backend: GpuBackend): Promise<{ device: string; rows: PointwiseRow[] }> {
  await pairOf(backend);
  return { device: describeTfjsDevice(), rows: await timePointwise((text) => console.log(text)) };
}
