import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { type BenchOutput, type RuntimeBench, toOutput } from '../report.ts';

/** onnxruntime-web's WebGPU provider, in a headless browser. */
export async function benchOrtWebgpu(onProgress: (text: string) => void): Promise<BenchOutput> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return toOutput(await page.call<RuntimeBench>('bench'));
  } finally {
    await page.close();
  }
}
