// Runs in the browser: what `factorized.ts` calls from Node.
import '@tensorflow/tfjs';
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { type GpuBackend, pairOf } from '../tfjs/gpu-pair.ts';
import { type FactorizedRow, type FactorizedShape, timeFactorized } from './contestants.ts';

/** Times the algorithms on a GPU backend. */
export async function timeFactorizedInPage(
  backend: GpuBackend,
  shapes: readonly FactorizedShape[],
): Promise<{ device: string; rows: FactorizedRow[] }> {
  await pairOf(backend);
  return { device: describeTfjsDevice(), rows: await timeFactorized(shapes, (text) => console.log(text)) };
}
