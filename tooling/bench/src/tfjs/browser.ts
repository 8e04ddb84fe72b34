import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import type { RuntimeBench } from '../report.ts';

/** One of tfjs's GPU backends, in a headless browser. */
export async function benchInBrowser(
  backend: 'webgl' | 'webgpu',
  onProgress: (text: string) => void,
): Promise<RuntimeBench> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return await page.call<RuntimeBench>('bench', backend);
  } finally {
    await page.close();
  }
}
