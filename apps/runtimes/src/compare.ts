// The first part: involution on a photo. What a runtime gives is compared in bytes and element by element.
import { type Expected, isWithinBound, judge } from '@involution/conformance';
import {
  convertDataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  involution,
  type NdArray,
  resolveGeometry,
  termsOf,
} from '@involution/core';
import type { Call } from './call.ts';
import type { Photo } from './photo.ts';
import type { StartedRuntime } from './runtime.ts';
import { firstDifference, toBytes } from './sharpen.ts';
import { timeCall } from './timing.ts';

/** A runtime is timed on this many runs at most. */
const MAX_RUNS = 3;

/** What is found about one runtime. */
export interface ComparedRow {
  runtime: string;
  version: string;
  device: string;
  /** Whether the sharpened photo equals the expected one in every byte; else where it differs. */
  sharpened: string;
  /** Largest normalized error of the layer: 1 is its bound. */
  worstError: number;
  /** Median time of the layer. */
  medianMs: number;
  agrees: boolean;
}

/** What the comparison found, and what the runtime computed, with channels last. */
export interface Comparison {
  row: ComparedRow;
  sharpened: Photo;
  layer: NdArray;
}

/** What the float64 reference computes. */
export function expectedOf({ x, kernel, options }: Call): Expected {
  const geometry = resolveGeometry(x.shape, kernel.shape, options);
  return { ...involution(x, kernel, options), terms: termsOf(geometry, 'forward') };
}

/** Runs both jobs in one runtime and judges what it gives. */
export async function compare(
  runtime: string,
  started: StartedRuntime,
  jobs: { sharpen: Call; layer: Call },
  expected: { sharpened: Photo; layer: Expected },
): Promise<Comparison> {
  const sharpened = toBytes((await timeCall(started, jobs.sharpen, 1)).result, expected.sharpened);
  const differsAt = firstDifference(sharpened, expected.sharpened);
  const { result, medianMs } = await timeCall(started, jobs.layer, MAX_RUNS);
  const judged = { capabilities: { dataFormat: started.dataFormat }, unitRoundoff: FLOAT32_UNIT_ROUNDOFF };
  const worst = judge(result, expected.layer, judged);
  const row = {
    runtime,
    version: started.version,
    device: started.device,
    sharpened: differsAt < 0 ? 'every byte equal' : `byte ${differsAt} differs`,
    worstError: worst.normalizedError,
    medianMs,
    agrees: differsAt < 0 && isWithinBound(worst),
  };
  const layer = { data: Float32Array.from(result.data), shape: result.shape };
  return { row, sharpened, layer: convertDataFormat(layer, started.dataFormat, 'channelsLast') };
}
