// Runs in a worker of its own: TensorFlow.js and onnxruntime-web on one GPU device, with every transfer counted.
import { type Tensor, memory as tfMemory, tidy, transpose, version_core } from '@tensorflow/tfjs-core';
import { expose } from 'comlink';
import { type Prepared, prepare } from './parts.ts';
import { onOneDevice, preprocess, throughCpu } from './pipeline.ts';
import { countTransfers, type TransferCounter, type Transfers, transfersBetween } from './transfers.ts';

/** What runs. */
export interface StartReport {
  readonly device: string;
  readonly tfVersion: string;
  readonly ortVersion: string;
}

/** How tensors go from one library to the other. */
export type Way = 'oneDevice' | 'throughCpu';

/** One frame's. */
export interface FrameReport {
  readonly logits: Float32Array;
  /** From the frame to the logits, on the CPU. */
  readonly ms: number;
  /** From the frame to the logits, on the GPU. */
  readonly transfers: Transfers;
  /** Of the logits, to the CPU. */
  readonly readBack: Transfers;
}

/** What is held. */
export interface MemoryReport {
  readonly buffers: number;
  readonly tensors: number;
}

const WAYS = { oneDevice: onOneDevice, throughCpu };

let counter: TransferCounter;
let prepared: Prepared;

const calls = {
  async start(checkpoint: Uint8Array<ArrayBuffer>): Promise<StartReport> {
    counter = countTransfers(globalThis);
    prepared = await prepare(checkpoint);
    const { ort, shared } = prepared.parts;
    const { vendor, architecture } = shared.device.adapterInfo;
    return {
      device: [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU',
      tfVersion: version_core,
      ortVersion: ort.env.versions.web!,
    };
  },

  async frame(way: Way, frame: ImageBitmap): Promise<FrameReport> {
    const start = performance.now();
    const before = counter.transfers();
    const tensor = await WAYS[way](prepared.parts, frame);
    const between = counter.transfers();
    const logits = await read(tensor);
    return {
      logits,
      ms: performance.now() - start,
      transfers: transfersBetween(before, between),
      readBack: transfersBetween(between, counter.transfers()),
    };
  },

  /** The logits of the whole network in TensorFlow.js alone, and in onnxruntime-web alone. */
  async wholeNetworks(frame: ImageBitmap): Promise<{ inTf: Float32Array; inOrt: Float32Array }> {
    const { parts, wholeInTf, wholeInOrt } = prepared;
    const inTf = tidy(() => wholeInTf.predictOnBatch(transpose(preprocess(parts, frame), [0, 2, 3, 1])) as Tensor);
    const input = parts.shared.toOrt(preprocess(parts, frame));
    const { logits } = await wholeInOrt.run({ input });
    input.dispose();
    return { inTf: await read(inTf), inOrt: (await logits!.getData(true)) as Float32Array };
  },

  async memory(): Promise<MemoryReport> {
    return { buffers: counter.liveBuffers(), tensors: tfMemory().numTensors };
  },
};

async function read(tensor: Tensor): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return values;
}

/** What the worker does for its page. */
export type InteropCalls = typeof calls;

expose(calls);
