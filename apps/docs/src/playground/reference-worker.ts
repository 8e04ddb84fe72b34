// Runs in a worker of its own: what is done beside the runtimes, so that pages stay responsive.
import type { DataFormat, NdArray } from '@involution/core';
import type { Call } from '@involution/runtimes/call';
import type { Photo } from '@involution/runtimes/photo';
import { expose, transfer } from 'comlink';
import { callOf, type Exact, exactOf, judgeResult, pictureOf, toChannelsLast, type Verdict } from './job.ts';
import type { Settings } from './settings.ts';

let settings: Settings;
let exact: Exact;

const calls = {
  /** A job's call; results are then those of its pictures. */
  makeCall(chosen: Settings, photo: Photo): Call {
    settings = chosen;
    const call = callOf(settings, photo);
    return transfer(call, buffersOf(call));
  },
  /** A job's call and its exact picture; results are then judged by it. */
  prepare(chosen: Settings, photo: Photo): { call: Call; picture: Photo } {
    settings = chosen;
    const call = callOf(settings, photo);
    exact = exactOf(settings, call);
    return transfer({ call, picture: exact.picture }, buffersOf(call));
  },
  judge: (result: NdArray, dataFormat: DataFormat): Verdict => judgeResult(settings, exact, result, dataFormat),
  pictureOf: (result: NdArray, dataFormat: DataFormat): Photo =>
    pictureOf(settings, toChannelsLast(result, dataFormat)),
};

/** Of tensors that are not needed here any more. */
function buffersOf({ x, kernel }: Call): Transferable[] {
  return [x.data.buffer, kernel.data.buffer] as ArrayBuffer[];
}

/** What the worker does for its page. */
export type ReferenceCalls = typeof calls;

expose(calls);
