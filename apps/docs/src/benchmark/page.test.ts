import { readFile } from 'node:fs/promises';
import type { BrowserResults } from '@involution/bench/browser-results';
import { problemsOf } from '@involution/bench/check-browser-results';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();
const PATIENCE = { timeout: 120_000, interval: 200 };

async function run(page: Page, done: string): Promise<void> {
  await page.locator('.benchmark button[type=submit]').click();
  await expect.poll(() => page.locator('.benchmark [role=status]').textContent(), PATIENCE).toBe(done);
}

/** What the table of a runtime shows: each contestant's median and its ratio to ours. */
function figuresOf(page: Page, runtime: string): Promise<{ median: number; ratio: number }[]> {
  return page.locator(`[data-runtime="${runtime}"] tbody tr`).evaluateAll((rows) =>
    rows.map((row) => ({
      median: Number(row.querySelector<HTMLElement>('[data-median]')!.dataset.median),
      ratio: Number(row.querySelector<HTMLElement>('[data-ratio]')!.dataset.ratio),
    })),
  );
}

async function downloaded(page: Page): Promise<BrowserResults> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.download').click()]);
  expect(download.suggestedFilename()).toMatch(/^[\d-]+\.json$/);
  return JSON.parse(await readFile(await download.path(), 'utf8')) as BrowserResults;
}

describe('the benchmark', () => {
  it('gives numbers, a chart of them and a file that fits the schema', { timeout: 180_000 }, async () => {
    const query = '?runtimes=tfjs-wasm,tfjs-cpu,ort-wasm&shapes=16x14x14k3&gradients=1&threads=1&runs=5';
    await onPage(`/benchmark${query}`, async (page) => {
      await run(page, 'Finished.');
      expect(await page.locator('.benchmark .failure').count()).toBe(0);
      const results = await downloaded(page);
      expect(problemsOf(results)).toEqual([]);
      expect(results.settings).toBe(query);
      expect(results.browser.crossOriginIsolated).toBe(true);
      const ids = ['tfjs-wasm', 'tfjs-cpu', 'ort-wasm'];
      expect(results.runtimes.map(({ runtime }) => runtime)).toEqual(['tfjs wasm', 'tfjs cpu', 'onnxruntime-web wasm']);
      for (const [k, { measurements }] of results.runtimes.entries()) {
        const figures = await figuresOf(page, ids[k]!);
        const times = measurements.flatMap((measurement) => Object.values(measurement.times));
        const medians = (values: { median: number }[]) => values.map(({ median }) => median).sort();
        expect(medians(figures)).toEqual(medians(times));
        for (const { runs } of times) expect(runs).toBeGreaterThanOrEqual(5);
        const ratios = measurements.flatMap(({ times: { ours, ...others } }) => [
          1,
          ...Object.values(others).map(({ median }) => median / ours!.median),
        ]);
        const shown = figures.map(({ ratio }) => ratio).sort();
        expect(shown).toEqual(ratios.sort());
        // A dot for each of them.
        await expect.poll(() => page.locator(`[data-runtime="${ids[k]}"] svg circle`).count()).toBe(times.length);
      }

      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axeViolations(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
  });

  it('runs in Chinese, and where the host does not isolate the page', { timeout: 120_000 }, async () => {
    const path = '/zh/benchmark?runtimes=tfjs-wasm&shapes=16x14x14k3&threads=2&runs=5';
    const look = async (page: Page) => {
      await run(page, '已完成。');
      expect(await figuresOf(page, 'tfjs-wasm')).toHaveLength(3);
      expect(await page.locator('[data-runtime="tfjs-wasm"] figcaption').textContent()).toContain('中位数');
      const results = await downloaded(page);
      expect(problemsOf(results)).toEqual([]);
      expect(results.browser.crossOriginIsolated).toBe(false);
      expect(results.runtimes.map(({ threads }) => threads)).toEqual([1]);
    };
    await onPage(path, look, { isIsolated: false });
  });

  it('uses threads where it is asked to', { timeout: 120_000 }, async () => {
    await onPage('/benchmark?runtimes=tfjs-wasm,ort-wasm&shapes=16x14x14k3&threads=2&runs=5', async (page) => {
      await run(page, 'Finished.');
      expect(await page.locator('.benchmark .failure').count()).toBe(0);
      expect((await downloaded(page)).runtimes.map(({ threads }) => threads)).toEqual([2, 2]);
    });
  });

  it('stops at once', { timeout: 60_000 }, async () => {
    // tfjs's own operators would take minutes.
    await onPage('/benchmark?runtimes=tfjs-cpu&shapes=256x28x28k7', async (page) => {
      const status = page.locator('.benchmark [role=status]');
      await page.locator('.benchmark button[type=submit]').click();
      await expect.poll(() => status.textContent(), PATIENCE).toContain('composed');
      expect(page.workers()).toHaveLength(1);
      await page.locator('.actions button').click();
      await expect.poll(() => status.textContent(), { timeout: 2000 }).toBe('Stopped. What had been finished stays.');
      await expect.poll(() => page.workers().length, { timeout: 2000 }).toBe(0);
      expect(await page.locator('.benchmark button[type=submit]').isEnabled()).toBe(true);
    });
  });

  it('has its settings in its address', async () => {
    await onPage('/benchmark?runtimes=ort-wasm&shapes=64x28x28k7,128x28x28k3&gradients=1&runs=7', async (page) => {
      const checked = () =>
        page
          .locator('.benchmark input:checked')
          .evaluateAll((inputs) => inputs.map(({ parentElement }) => parentElement!.textContent!.trim()));
      const asked = [expect.stringContaining('onnxruntime-web, WebAssembly'), '64×28×28, K = 7', '128×28×28, K = 3'];
      await expect.poll(checked, PATIENCE).toEqual([...asked, 'Gradients too (TensorFlow.js)']);
      await page.getByLabel('TensorFlow.js, CPU').check();
      await page.getByLabel('64×28×28, K = 7').uncheck();
      const after = '?runtimes=tfjs-cpu,ort-wasm&shapes=128x28x28k3&gradients=1&threads=1&runs=7';
      await expect.poll(() => new URL(page.url()).search).toBe(after);
      await page.reload({ waitUntil: 'networkidle' });
      await expect.poll(checked, PATIENCE).toHaveLength(4);
      expect((await checked())[0]).toContain('TensorFlow.js, CPU');
      expect(await page.getByRole('link', { name: 'Link to these settings' }).getAttribute('href')).toBe(after);
    });
  });
});
