import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ComparedRow, compare, expectedOf } from '@involution/runtimes/compare';
import { kernelSums, layerCall, toPhoto } from '@involution/runtimes/layer';
import { type Photo, toGray } from '@involution/runtimes/photo';
import { type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';
import { sharpenCall, toBytes } from '@involution/runtimes/sharpen';
import { type ClassifiedRow, classifyDigits, sampleDigits, TEST_DIGITS, type TrainedModel } from './digits.ts';
import { kernelPicture } from './kernel-picture.ts';
import { readGray, readPhoto, writePng } from './photo.ts';
import type { Runtime } from './runtime.ts';

const ASSETS = fileURLToPath(new URL('../assets/', import.meta.url));

/** A runtime that this machine can't run, or not in a few seconds. */
export interface UnavailableRow {
  runtime: string;
  unavailable: string;
}

/** A runtime that failed at what it was asked. */
export interface FailedRow {
  runtime: string;
  failed: string;
}

export interface DemoResult {
  /** On the photo, one for each runtime. */
  rows: (ComparedRow | UnavailableRow | FailedRow)[];
  /** On digits, for each network and each runtime that is asked for them. */
  digitRows: (ClassifiedRow | UnavailableRow | FailedRow)[];
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
  /** The networks that classify digits. */
  models: readonly TrainedModel[];
  /** Whether every runtime classifies all test digits, however long that takes. Default: false. */
  allDigits?: boolean;
  /** Called with what is being done. */
  onProgress?: (text: string) => void;
}

/**
 * Sharpens a photo, runs an involution layer on it and classifies digits in every runtime, compares, and writes the images.
 *
 * @throws Error when the image can't be read or the folder can't be written.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { image, out, runtimes, models, allDigits = false, onProgress = () => {} } = options;
  onProgress('reading the photo');
  const photo = await readPhoto(image ?? join(ASSETS, 'cat.png'));
  const gray = toGray(photo);
  const jobs = { sharpen: sharpenCall(gray), layer: layerCall(photo) };
  onProgress('computing the float64 reference');
  const layer = expectedOf(jobs.layer);
  const sharpened = image ? toBytes(expectedOf(jobs.sharpen), gray) : await readGray(join(ASSETS, 'cat-sharpened.png'));

  const rows: DemoResult['rows'] = [];
  const digitRows: DemoResult['digitRows'] = [];
  const images: Record<string, Photo> = { 'kernels.png': kernelSums(jobs.layer, photo) };
  for (const [k, runtime] of runtimes.entries()) {
    const { name, quickDigits } = runtime;
    onProgress(`${name} (${k + 1} of ${runtimes.length})`);
    const started = await start(runtime);
    if ('unavailable' in started) {
      rows.push(started);
      continue;
    }
    try {
      const comparison = await attempt(name, () => compare(name, started, jobs, { sharpened, layer }));
      if ('failed' in comparison) {
        rows.push(comparison);
      } else {
        rows.push(comparison.row);
        // The first runtime's own results are what we show; the table says whether the others agree.
        images['sharpened.png'] ??= comparison.sharpened;
        images['layer.png'] ??= toPhoto(comparison.layer, photo);
      }
      if (quickDigits === undefined) continue;
      const count = allDigits ? TEST_DIGITS : quickDigits;
      if (count === 0) {
        digitRows.push({ runtime: name, unavailable: 'takes minutes without a GPU: --all-digits' });
        continue;
      }
      const sample = sampleDigits(count);
      for (const model of models) {
        onProgress(`${name} (${k + 1} of ${runtimes.length}): ${model.file}`);
        digitRows.push(await attempt(name, () => classifyDigits(name, started, model, sample)));
      }
    } finally {
      await started.stop?.();
    }
  }

  onProgress('writing the images');
  for (const model of models) images[`digit-${model.name}.png`] = await kernelPicture(model);
  await mkdir(out, { recursive: true });
  const files = Object.keys(images).map((name) => join(out, name));
  await Promise.all(Object.values(images).map((picture, k) => writePng(files[k]!, picture)));
  const sharpenedBy = image ? `the float64 reference on ${basename(image)}` : "OpenCV's filter2D";
  return { rows, digitRows, files, sharpenedBy };
}

/** A started runtime, or why there is none. */
async function start(runtime: Runtime): Promise<StartedRuntime | UnavailableRow> {
  try {
    return await runtime.start();
  } catch (error) {
    if (error instanceof UnavailableError) return { runtime: runtime.name, unavailable: error.message };
    throw error;
  }
}

/** What a runtime gives, or how it failed: the others are still of interest, and some take minutes. */
async function attempt<T>(runtime: string, work: () => Promise<T>): Promise<T | FailedRow> {
  try {
    return await work();
  } catch (error) {
    return { runtime, failed: error instanceof Error ? error.message : String(error) };
  }
}
