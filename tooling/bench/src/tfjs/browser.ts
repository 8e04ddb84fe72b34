import { ensureBrowser } from '@involution/browser/install';
import { type ModulePage, openModulePage } from '@involution/browser/page';
import { type BenchOutput, type PeakBytes, type RuntimeBench, toOutput } from '../report.ts';
import { SHAPES } from '../shapes.ts';
import type { GpuBackend } from './gpu-pair.ts';
import type { OtherRank } from './ranks.ts';

/** One of tfjs's GPU backends, in a headless browser. */
export async function benchInBrowser(backend: GpuBackend, onProgress: (text: string) => void): Promise<BenchOutput> {
  ensureBrowser();
  const peakBytes: PeakBytes[] = [];
  for (const shape of SHAPES) {
    peakBytes.push(await inPage((page) => page.call('peakBytes', backend, shape), onProgress));
  }
  const bench = await inPage((page) => page.call<Omit<RuntimeBench, 'peakBytes'>>('bench', backend), onProgress);
  return toOutput({ ...bench, peakBytes });
}

/** One or three spatial axes on one of tfjs's GPU backends. */
export async function benchRankInBrowser(
  backend: GpuBackend,
  rank: OtherRank,
  onProgress: (text: string) => void,
): Promise<BenchOutput> {
  ensureBrowser();
  return toOutput(await inPage((page) => page.call<RuntimeBench>('benchOtherRank', backend, rank), onProgress));
}

/** Runs something in a page of its own. */
async function inPage<T>(run: (page: ModulePage) => Promise<T>, onProgress: (text: string) => void): Promise<T> {
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return await run(page);
  } finally {
    await page.close();
  }
}
