import type { DataFormat, NdArray } from '@involution/core';
import type { Call } from './call.ts';

/** A runtime that the demo compares. */
export interface Runtime {
  name: string;
  start(): Promise<StartedRuntime>;
}

/** A runtime that has been started. */
export interface StartedRuntime {
  /** Of the host framework. */
  version: string;
  /** What computes, in words. */
  device: string;
  /** Layout of the results. */
  dataFormat: DataFormat;
  /** Readies a call; what is done here is not timed. */
  prepare(call: Call): Promise<PreparedCall>;
}

/** A call with its inputs where the runtime wants them. */
export interface PreparedCall {
  /** Computes y and reads it back. */
  run(): Promise<NdArray>;
  dispose(): Promise<void> | void;
}
