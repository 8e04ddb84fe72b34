import type { TypedNdArray } from '@involution/core';
import type { NetworkCall } from './call.ts';
import { type PreparedCall, timeOf } from './runtime.ts';

/** Images that a runtime computes together. */
const BATCH = 250;

/**
 * Readies a network that classifies one batch `[N, H, W]` at a time, and gives its logits `[N, classes]`. The first batch is
 * computed twice: GPUs compile their shaders then, which is not timed.
 */
export async function prepareBatches(
  { images }: NetworkCall,
  classify: (batch: TypedNdArray<Float32Array>) => Promise<TypedNdArray<Float32Array>>,
): Promise<Pick<PreparedCall, 'run' | 'result'>> {
  const [count, height, width] = images.shape as [number, number, number];
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, k) => {
    const data = images.data.subarray(k * BATCH * height * width, (k + 1) * BATCH * height * width);
    return { data, shape: [data.length / (height * width), height, width] };
  });
  const { shape } = await classify(batches[0]!);
  const logits = { data: new Float32Array(count * shape[1]!), shape: [count, shape[1]!] };
  return {
    run: () =>
      timeOf(async () => {
        for (const [k, batch] of batches.entries()) {
          logits.data.set((await classify(batch)).data, k * BATCH * shape[1]!);
        }
      }),
    result: async () => logits,
  };
}
