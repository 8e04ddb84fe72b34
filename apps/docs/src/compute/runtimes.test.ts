// On the built site: what a page says that a runtime weighs is what a browser loads for it.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { useSite } from '../site/visit.ts';
import { megabytesOfOperator, RUNTIMES } from './runtimes.ts';

const { onPage } = useSite();

/** Of this onnxruntime-web loads nothing as long as all nodes of a model are involutions. */
const ORT_WASM = fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

function expectWeight(megabytes: number, loaded: number): void {
  expect(loaded).toBeLessThanOrEqual(megabytes);
  expect(loaded).toBeGreaterThan(megabytes * 0.9);
}

it.each(RUNTIMES)('$name weighs $megabytes MB', { timeout: 120_000 }, async (info) => {
  const { id, megabytes } = info;
  await onPage(`/playground?side=64&runtimes=${id}`, async (page) => {
    await page.locator('canvas').first().waitFor();
    const weights = new Map<string, number>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      // The pages' own files are chunks, the reference is no runtime's.
      const isRuntime = /^\/assets\/[^/]+\.(m?js|wasm)$/.test(pathname) && !/reference-worker|\.md\./.test(pathname);
      if (isRuntime) weights.set(pathname, Number(response.headers()['content-length']));
    });
    await page.locator('.playground button.primary').first().click();
    await page.locator(`[data-runtime=${id}] .done`).waitFor({ timeout: 100_000 });
    const loaded = Array.from(weights.values()).reduce((sum, bytes) => sum + bytes / 1e6, 0);
    expectWeight(megabytesOfOperator(info), loaded);
    const hasOrtWasm = Array.from(weights.keys()).some((path) => /\/ort-.*\.wasm$/.test(path));
    const isOrt = id.startsWith('ort-');
    expectWeight(megabytes, isOrt && !hasOrtWasm ? loaded + statSync(ORT_WASM).size / 1e6 : loaded);
  });
});
