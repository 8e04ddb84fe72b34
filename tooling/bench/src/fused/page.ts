// Runs in the browser: what `fused.ts` calls from Node.
import '@tensorflow/tfjs';
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { registerFused } from '@involution/tfjs-webgpu/fused';
import { type GpuBackend, pairOf } from '../tfjs/gpu-pair.ts';
import { type FusedRow, type FusedShape, timeFused } from './contestants.ts';

/** Times the layer on a GPU backend. */
export async function timeFusedInPage(
  backend: GpuBackend,
  shapes: readonly FusedShape[],
): Promise<{ device: string; rows: FusedRow[] }> {
  await pairOf(backend);
  registerFused();
  return { device: describeTfjsDevice(), rows: await timeFused(shapes, (text) => console.log(text)) };
}
