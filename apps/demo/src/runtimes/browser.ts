import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { type PreparedCall, type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';
import type { StartReport } from './page-call.ts';

/**
 * A runtime in a headless browser that this starts, and installs where there is none.
 *
 * @param name Of the page's module: `tfjs-webgl`, for instance.
 */
export async function startInBrowser(name: string): Promise<StartedRuntime> {
  try {
    ensureBrowser();
  } catch (error) {
    throw new UnavailableError((error as Error).message);
  }
  const page = await openModulePage(new URL(`${name}-page.ts`, import.meta.url));
  const started = await page.call<StartReport>('start');
  if ('unavailable' in started) {
    await page.close();
    throw new UnavailableError(started.unavailable);
  }
  const prepared: PreparedCall = {
    run: () => page.call<number>('run'),
    async result() {
      const { base64, shape } = await page.call<{ base64: string; shape: number[] }>('result');
      const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
      return { data: new Float32Array(bytes.buffer), shape };
    },
    dispose: () => page.call('dispose'),
  };
  return {
    ...started,
    async prepare({ x, kernel, options }) {
      page.files.set('x', x.data).set('kernel', kernel.data);
      await page.call('prepare', { x: x.shape, kernel: kernel.shape }, options);
      return prepared;
    },
    async prepareNetwork({ checkpoint, images }) {
      page.files.set('checkpoint', checkpoint).set('images', images.data);
      await page.call('prepareNetwork', images.shape);
      return prepared;
    },
    stop: () => page.close(),
  };
}
