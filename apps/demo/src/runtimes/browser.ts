import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { type PreparedCall, type StartedRuntime, UnavailableError } from '../runtime.ts';

const PAGES = {
  tfjs: { file: 'tfjs-page.ts', dataFormat: 'channelsLast' },
  onnx: { file: 'onnx-page.ts', dataFormat: 'channelsFirst' },
} as const;

/** A framework on a GPU backend of it, in a headless browser that this starts, and installs where there is none. */
export async function startInBrowser(
  framework: keyof typeof PAGES,
  backend: 'webgl' | 'webgpu',
): Promise<StartedRuntime> {
  const { file, dataFormat } = PAGES[framework];
  try {
    ensureBrowser();
  } catch (error) {
    throw new UnavailableError((error as Error).message);
  }
  const page = await openModulePage(new URL(file, import.meta.url));
  const started = await page.call<{ version: string; device: string } | undefined>('start', backend);
  if (!started) {
    await page.close();
    throw new UnavailableError(`this browser has no ${backend}`);
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
    dataFormat,
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
