import { withoutOurKernels } from '@involution/adapters/tfjs-plain';
import { registerLayers } from '@involution/tfjs-layers';
import * as tf from '@tensorflow/tfjs';
import { randomImage } from '../ort/random-rednet.ts';
import { wasmPair } from '../tfjs/wasm-pair.ts';
import { readLayers } from './models.ts';
import { type Contender, type KernelTime, type Opened, SIZE } from './task.ts';

const BACKEND = 'wasm';
/** What is profiled is the mean of as many runs. */
const PROFILED_RUNS = 5;
/** Kernels with a smaller share of the time are not listed. */
const LEAST_SHARE = 0.01;

export const version = tf.version_core;

/** A contender that tells what tfjs knows of it. */
export interface OpenedInTfjs extends Opened {
  peakBytes(): Promise<number>;
  /** What a run spends in which kernels, from the most on. */
  kernels(): Promise<Omit<KernelTime, 'network'>[]>;
}

/** Loads a model on tfjs's WebAssembly backend, one thread. */
export async function openTfjs(folder: string, contender: Contender): Promise<OpenedInTfjs> {
  wasmPair();
  registerLayers();
  await tf.setBackend(BACKEND);
  const model = await tf.loadLayersModel(tf.io.fromMemory(await readLayers(folder, contender)));
  const image = imageWithChannelsLast();
  const predict = () => model.predict(image) as tf.Tensor;
  const profile = () => tf.profile(() => tf.tidy(() => void predict()));
  const around = <T>(work: () => Promise<T>) =>
    contender === 'unmodified' ? withoutOurKernels(BACKEND, work) : work();
  return {
    run: () =>
      around(async () => {
        const logits = predict();
        const data = (await logits.data()) as Float32Array;
        logits.dispose();
        return data;
      }),
    peakBytes: async () => (await around(profile)).peakBytes,
    kernels: () => around(() => kernelTimes(profile)),
  };
}

function imageWithChannelsLast(): tf.Tensor4D {
  const { data, dims } = randomImage(0, SIZE);
  return tf.tidy(() => tf.transpose(tf.tensor4d(data, dims as [number, number, number, number]), [0, 2, 3, 1]));
}

async function kernelTimes(profile: () => ReturnType<typeof tf.profile>): Promise<Omit<KernelTime, 'network'>[]> {
  const sums = new Map<string, { calls: number; milliseconds: number }>();
  for (let run = 0; run < PROFILED_RUNS; run++) {
    for (const { name, kernelTimeMs } of (await profile()).kernels) {
      // The op of a fused kernel is listed as well, with the same time.
      if (name.endsWith('__op')) continue;
      const sum = sums.get(name) ?? { calls: 0, milliseconds: 0 };
      const milliseconds = Number(await kernelTimeMs);
      sums.set(name, { calls: sum.calls + 1, milliseconds: sum.milliseconds + milliseconds });
    }
  }
  const total = [...sums.values()].reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [...sums]
    .map(([kernel, { calls, milliseconds }]) => ({
      kernel,
      calls: calls / PROFILED_RUNS,
      milliseconds: milliseconds / PROFILED_RUNS,
      share: milliseconds / total,
    }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
