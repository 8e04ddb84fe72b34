// RedNet-50 at 224×224 from PyTorch, end to end on onnxruntime-web's WebGPU provider in a headless browser.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from '@involution/browser/install';
import { type ModulePage, openModulePage } from '@involution/browser/page';
import { median } from 'simple-statistics';
import type { BenchOutput } from '../report.ts';
import { peakMiBOf } from './process-memory.ts';
import { convertRednet } from './rednet-checkpoint.ts';
import { rednetFolder } from './rednet-folder.ts';
import { eachContender, rednetTable } from './rednet-report.ts';
import {
  CONTENDERS,
  type Contender,
  EXPORTERS,
  type Exporter,
  INPUT,
  LOGITS,
  modelOf,
  type Times,
} from './rednet-task.ts';

/** A session's creation, and the memory after it and one run. */
interface GpuCreation {
  /** Of `InferenceSession.create` from bytes, the first in its page: onnxruntime's own start is part of it. */
  createMs: number;
  /** The most bytes at a time of the GPU buffers that the page made and did not destroy. */
  buffersMiB: number;
  /** The most memory of the page's process: onnxruntime's heap, the file, and what carries data to the GPU's process. */
  pageMiB: number;
  /** The most memory of the browser's GPU process; of a GPU in software, its memory and the compiled shaders too. */
  gpuProcessMiB: number;
}

/** One exported file. */
interface Row extends Times {
  exporter: Exporter;
  creation: Readonly<Record<Contender, GpuCreation>>;
}

/** Creation is timed in as many pages. Each has a browser of its own. */
const CREATIONS = 3;

/**
 * Times unmodified onnxruntime-web, our provider and the convolutions alone.
 *
 * @throws Error when the environment does not name the models' folder.
 */
export async function benchRednetWebgpu(onProgress: (text: string) => void): Promise<BenchOutput> {
  const folder = rednetFolder();
  await convertRednet(folder);
  ensureBrowser();
  const rows: Row[] = [];
  let device = '';
  for (const exporter of EXPORTERS) {
    onProgress(`RedNet-50 from exporter ${exporter}, webgpu`);
    const files = CONTENDERS.map((contender) => modelOf(exporter, contender));
    const { device: seen, ...times } = await inPage(folder, files, (page) =>
      page.call<Times & { device: string }>('time', exporter),
    );
    device = seen;
    const creation = {} as Record<Contender, GpuCreation>;
    for (const contender of CONTENDERS) {
      onProgress(`creation of ${contender}`);
      creation[contender] = await measureCreation(folder, exporter, contender);
    }
    rows.push({ exporter, ...times, creation });
  }
  return { result: { device, rows }, table: toTable(device, rows) };
}

/** Only in the last page is there a run: on a GPU in software one takes most of a minute. */
async function measureCreation(folder: string, exporter: Exporter, contender: Contender): Promise<GpuCreation> {
  const files = [modelOf(exporter, contender)];
  const create = (page: ModulePage) => page.call<number>('create', exporter, contender);
  const times: number[] = [];
  for (let k = 1; k < CREATIONS; k++) times.push(await inPage(folder, files, create));
  return inPage(folder, files, async (page) => {
    times.push(await create(page));
    const bufferBytes = await page.call<number>('run');
    return {
      createMs: median(times),
      buffersMiB: bufferBytes / 2 ** 20,
      pageMiB: await peakOf(page, 'renderer'),
      gpuProcessMiB: await peakOf(page, 'GPU'),
    };
  });
}

/** Of a kind of process, the one that has needed most: a browser keeps a small renderer in reserve. */
async function peakOf(page: ModulePage, type: string): Promise<number> {
  const processes = (await page.processes()).filter((process) => process.type === type);
  return Math.max(...(await Promise.all(processes.map(({ id }) => peakMiBOf(id)))));
}

/** Does something in a page of its own that can read some of the folder's files. */
async function inPage<T>(folder: string, models: string[], run: (page: ModulePage) => Promise<T>): Promise<T> {
  const page = await openModulePage(new URL('rednet-page.ts', import.meta.url));
  try {
    for (const name of [INPUT, LOGITS, ...models]) page.files.set(name, await readFile(join(folder, name)));
    return await run(page);
  } finally {
    await page.close();
  }
}

function toTable(device: string, rows: readonly Row[]): string {
  const lines = rows.map(({ exporter, creation, ...times }) => ({
    setting: [exporter],
    times,
    others: {
      'creation, ms': eachContender(creation, ({ createMs }) => createMs),
      'most in GPU buffers, MiB': eachContender(creation, ({ buffersMiB }) => buffersMiB),
      'most memory of the page, MiB': eachContender(creation, ({ pageMiB }) => pageMiB),
      'most memory of the GPU process, MiB': eachContender(creation, ({ gpuProcessMiB }) => gpuProcessMiB),
    },
  }));
  return rednetTable(`WebGPU, ${device}`, ['exporter'], lines);
}
