import type { DataFormat, NdArray } from '@involution/core';
import type { Call, NetworkCall } from './call.ts';

/** A runtime that has been started. */
export interface StartedRuntime {
  /** Of the host framework. */
  version: string;
  /** What computes, in words. */
  device: string;
  /** What a GPU offers that not every one does. Default: it is no GPU. */
  features?: readonly string[];
  /** Layout of the results. */
  dataFormat: DataFormat;
  /** Readies a call; what is done here is not timed. */
  prepare(call: Call): Promise<PreparedCall>;
  /** Readies a trained network; its result is the logits. */
  prepareNetwork(call: NetworkCall): Promise<PreparedCall>;
  /** Ends what `start` has begun, if anything. */
  stop?(): Promise<void>;
}

/** A call with its inputs where the runtime wants them. */
export interface PreparedCall {
  /** Computes y and waits until it can be read; returns the milliseconds that took. */
  run(): Promise<number>;
  /** y of the last run. */
  result(): Promise<NdArray>;
  dispose(): Promise<void> | void;
}

/** The runtime can't run on this machine; the message says why. Whoever compares runtimes goes on without it. */
export class UnavailableError extends Error {}

/** Milliseconds that something takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
