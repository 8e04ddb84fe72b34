// On the built site: what a page says that a runtime weighs is what a browser loads for it.
import { expect, it } from 'vitest';
import { useSite } from '../site/visit.ts';
import { RUNTIMES } from './runtimes.ts';

const { onPage } = useSite();

it.each(RUNTIMES)('$name weighs $megabytes MB', { timeout: 120_000 }, async ({ id, megabytes }) => {
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
    expect(loaded).toBeLessThanOrEqual(megabytes);
    expect(loaded).toBeGreaterThan(megabytes * 0.9);
  });
});
