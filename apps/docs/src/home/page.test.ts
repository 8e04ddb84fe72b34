// On the built site.
import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright';
import { expect, it } from 'vitest';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();

/** Bytes of JavaScript that a visitor loads before anything is run, as hosts send them. */
const MAX_JAVASCRIPT = 150_000;
/** Chromium lets a busy worker live for seconds after its end. */
const ENDING = { timeout: 20_000 };

it.each([
  ['/', 'Every byte is that of OpenCV’s filter2D.', 'Within the error bound everywhere'],
  ['/zh/', '每个字节都与 OpenCV 的 filter2D 相同。', '处处在误差界之内'],
])(
  '%s runs both jobs when asked, in the fastest runtime that it finds',
  { timeout: 120_000 },
  async (path, ...found) => {
    await onPage(path, async (page) => {
      expect(page.workers()).toEqual([]);
      await page.locator('.demo button.run').click();
      await page.locator('.demo .outcome').waitFor({ timeout: 100_000 });
      for (const text of found) expect(await page.locator('.demo').textContent()).toContain(text);
      expect(await page.locator('.demo canvas').count()).toBe(2);
      // It has ended its workers.
      await expect.poll(() => page.workers(), ENDING).toEqual([]);

      const status = (await page.locator('.demo [role=status]').textContent())!;
      const times = Array.from(status.matchAll(/(TensorFlow\.js, \w+) ([\d.]+) ms/g), ([, name, ms]) => ({
        name,
        ms: Number(ms),
      }));
      expect(times).toHaveLength(3);
      const fastest = times.reduce((a, b) => (b.ms < a.ms ? b : a));
      expect(await page.locator('.demo .outcome').textContent()).toContain(`${fastest.name}`);
    });
  },
);

it('stops', async () => {
  await onPage('/', async (page) => {
    await page.locator('.demo button.run').click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => page.workers(), ENDING).toEqual([]);
    await expect.poll(() => page.locator('.demo button.run').isEnabled()).toBe(true);
    expect(await page.locator('.demo [role=alert]').count()).toBe(0);
  });
});

it.each(['/', '/zh/'])(
  `%s loads at most ${MAX_JAVASCRIPT / 1000} kB of JavaScript, and no WebAssembly`,
  async (path) => {
    await onPage('/about', async (page) => {
      const responses: Response[] = [];
      page.on('response', (response) => responses.push(response));
      await page.goto(new URL(path, page.url()).href, { waitUntil: 'networkidle' });
      await page.locator('.demo button.run').waitFor();
      await page.locator('.picker').waitFor();
      const urls = [...new Set(responses.map((response) => response.url()))];
      const scripts = urls.filter((url) => url.endsWith('.js'));
      const bodies = await Promise.all(scripts.map(async (url) => (await page.request.get(url)).body()));
      const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
      expect(bytes).toBeGreaterThan(30_000);
      expect(bytes).toBeLessThanOrEqual(MAX_JAVASCRIPT);
      expect(urls.filter((url) => url.endsWith('.wasm'))).toEqual([]);
    });
  },
);
