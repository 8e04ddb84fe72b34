import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Expected, isWithinBound, judge } from '@involution/conformance';
import {
  convertDataFormat,
  type DataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  involution,
  type NdArray,
  resolveGeometry,
  termsOf,
} from '@involution/core';
import type { Call } from './call.ts';
import { heatmap, layerCall, toPhoto } from './layer.ts';
import { type Photo, readGray, readPhoto, toGray, writePng } from './photo.ts';
import { type Runtime, type StartedRuntime, UnavailableError } from './runtime.ts';
import { firstDifference, sharpenCall, toBytes } from './sharpen.ts';

const ASSETS = fileURLToPath(new URL('../assets/', import.meta.url));
/** A runtime is timed on this many runs at most, and on fewer once it has taken this long. */
const MAX_RUNS = 5;
const TIME_BUDGET_MS = 2000;

/** One row of the table: a comparison, or why there is none. */
export type Row = ComparedRow | UnavailableRow;

/** A runtime that this machine can't run. */
export interface UnavailableRow {
  runtime: string;
  unavailable: string;
}

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

export interface DemoResult {
  rows: Row[];
  /** Paths of the images written. */
  files: string[];
  /** What the sharpened photo was compared with. */
  sharpenedBy: string;
}

export interface DemoOptions {
  /** Path of the photo. Default: the cat. */
  image?: string;
  /** Folder for the images; made where it is missing. */
  out: string;
  runtimes: readonly Runtime[];
  /** Called with what is being done. */
  onProgress?: (text: string) => void;
}

/**
 * Sharpens a photo and runs an involution layer on it in every runtime, compares, and writes the images.
 *
 * @throws Error when the image can't be read or the folder can't be written.
 */
export async function runDemo({ image, out, runtimes, onProgress = () => {} }: DemoOptions): Promise<DemoResult> {
  onProgress('reading the photo');
  const photo = await readPhoto(image ?? join(ASSETS, 'cat.png'));
  const gray = toGray(photo);
  const jobs = { sharpen: sharpenCall(gray), layer: layerCall(photo) };
  onProgress('computing the float64 reference');
  const layer = expectedOf(jobs.layer);
  const sharpened = image ? toBytes(expectedOf(jobs.sharpen), gray) : await readGray(join(ASSETS, 'cat-sharpened.png'));

  const rows: Row[] = [];
  const images: Record<string, Photo> = { 'kernels.png': heatmap(jobs.layer, photo) };
  for (const [k, runtime] of runtimes.entries()) {
    onProgress(`${runtime.name} (${k + 1} of ${runtimes.length})`);
    const outcome = await compare(runtime, jobs, { sharpened, layer });
    if ('unavailable' in outcome) {
      rows.push(outcome);
      continue;
    }
    rows.push(outcome.row);
    // The first runtime's own results are what we show; the table says whether the others agree.
    images['sharpened.png'] ??= outcome.sharpened;
    images['layer.png'] ??= toPhoto(outcome.layer, photo);
  }

  onProgress('writing the images');
  await mkdir(out, { recursive: true });
  const files = Object.keys(images).map((name) => join(out, name));
  await Promise.all(Object.values(images).map((picture, k) => writePng(files[k]!, picture)));
  return { rows, files, sharpenedBy: image ? `the float64 reference on ${basename(image)}` : "OpenCV's filter2D" };
}

function expectedOf({ x, kernel, options }: Call): Expected {
  const geometry = resolveGeometry(x.shape, kernel.shape, options);
  return { ...involution(x, kernel, options), terms: termsOf(geometry, 'forward') };
}

interface Outcome {
  row: ComparedRow;
  sharpened: Photo;
  layer: NdArray;
}

/** Runs both jobs in one runtime and judges what it gives. */
async function compare(
  runtime: Runtime,
  jobs: { sharpen: Call; layer: Call },
  expected: { sharpened: Photo; layer: Expected },
): Promise<Outcome | UnavailableRow> {
  let started: StartedRuntime;
  try {
    started = await runtime.start();
  } catch (error) {
    if (error instanceof UnavailableError) return { runtime: runtime.name, unavailable: error.message };
    throw error;
  }
  try {
    const sharpened = toBytes((await runTimed(started, jobs.sharpen)).result, expected.sharpened);
    const differsAt = firstDifference(sharpened, expected.sharpened);
    const { result, medianMs } = await runTimed(started, jobs.layer);
    const judged = { capabilities: { dataFormat: started.dataFormat }, unitRoundoff: FLOAT32_UNIT_ROUNDOFF };
    const worst = judge(result, expected.layer, judged);
    const row = {
      runtime: runtime.name,
      version: started.version,
      device: started.device,
      sharpened: differsAt < 0 ? 'every byte equal' : `byte ${differsAt} differs`,
      worstError: worst.normalizedError,
      medianMs,
      agrees: differsAt < 0 && isWithinBound(worst),
    };
    return { row, sharpened, layer: toChannelsLast(result, started.dataFormat) };
  } finally {
    await started.stop?.();
  }
}

function toChannelsLast({ data, shape }: NdArray, dataFormat: DataFormat): NdArray {
  return convertDataFormat({ data: Float32Array.from(data), shape }, dataFormat, 'channelsLast');
}

/** Runs a call a few times. The first run warms up and counts only where it alone has used up the time. */
async function runTimed(started: StartedRuntime, call: Call) {
  const prepared = await started.prepare(call);
  try {
    const first = await prepared.run();
    const result = await prepared.result();
    const times: number[] = first < TIME_BUDGET_MS ? [] : [first];
    const spent = () => times.reduce((sum, time) => sum + time, 0);
    while (times.length < MAX_RUNS && spent() < TIME_BUDGET_MS) times.push(await prepared.run());
    return { result, medianMs: times.sort((a, b) => a - b)[times.length >> 1]! };
  } finally {
    await prepared.dispose();
  }
}
