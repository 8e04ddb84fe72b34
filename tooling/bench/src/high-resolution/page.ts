// Runs in the browser: what `high-resolution.ts` calls from Node.
import '@tensorflow/tfjs';
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import { registerFused } from '@involution/tfjs-webgpu/fused';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import type { FusedShape } from '../fused/contestants.ts';
import type { GpuBackend } from '../tfjs/gpu-pair.ts';
import { type NeckRun, runNeck } from './neck.ts';
import type { Way } from './tasks.ts';

/** Runs a neck on a GPU backend. */
export async function runNeckInPage(
  backend: GpuBackend,
  way: Way,
  neck: FusedShape,
): Promise<NeckRun & { device: string }> {
  tf.enableProdMode();
  registerWebgl();
  registerWebgpu();
  registerFused();
  if (!(await tf.setBackend(backend))) throw new Error(`this browser has no ${backend}`);
  return { device: describeTfjsDevice(), ...(await runNeck(neck, way, measurePeak)) };
}

function measurePeak(): () => number {
  const before = allocatedBytes();
  return () => allocatedBytes() - before;
}

/** All that tfjs has allocated, which it keeps to use again. */
function allocatedBytes(): number {
  const { numBytesInGPUAllocated, numBytesAllocatedInGPU } = tf.memory() as tf.MemoryInfo & {
    /** webgl's */
    numBytesInGPUAllocated?: number;
    /** webgpu's */
    numBytesAllocatedInGPU?: number;
  };
  return (numBytesInGPUAllocated ?? numBytesAllocatedInGPU)!;
}
