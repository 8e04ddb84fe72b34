// The built page in a real browser.
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();
const timeout = 240_000;

/** The cells of each row of a table, found by a part of its caption. */
function rowsOf(page: Page, caption: string): Promise<string[][]> {
  return page
    .locator('table', { has: page.locator('caption', { hasText: caption }) })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => Array.from((row as HTMLTableRowElement).cells, (cell) => cell.textContent!.trim())),
    );
}

/** Presses Run; gives back how many bytes were loaded by its end. */
async function run(page: Page): Promise<number> {
  let bytes = 0;
  page.on('response', async (response) => {
    bytes += Number((await response.allHeaders())['content-length'] ?? 0);
  });
  await page.locator('.interop .main').click();
  await page.locator('.interop .summary').waitFor({ timeout });
  return bytes;
}

describe.each([
  ['/interop', ['Calls of WebGPU', 'The same weights', 'What is held'], 'equal in every bit'],
  ['/zh/interop', ['WebGPU 调用次数', '同一组权重', '前后的占用'], '逐位相同'],
])('%s', (path, [transfers, weights, held], equal) => {
  it('copies no tensor on one device, and gives the same both ways', { timeout }, async () => {
    await onPage(path, async (page) => {
      const [digit, frames] = await page.locator('.interop select').all();
      await digit!.selectOption({ index: 4 });
      await frames!.selectOption('5');
      const bytes = await run(page);
      const megabytes = Number(/(\d+) MB/.exec((await page.locator('.interop').textContent())!)![1]);
      expect(Math.abs(bytes / 1e6 - megabytes)).toBeLessThan(1);

      const rows = await rowsOf(page, transfers!);
      const counts = rows.slice(0, 5).map(([, oneDevice, throughCpu]) => [Number(oneDevice), Number(throughCpu)]);
      expect(counts.map(([oneDevice]) => oneDevice)).toEqual([0, 0, 0, 0, 0]);
      // The image is read and written, and so are the features.
      expect(counts[0]![1]).toBe(2);
      expect(counts.at(-1)![1]).toBeGreaterThanOrEqual(4);
      const [uniforms, , images] = rows.slice(6, 9).map(([, oneDevice]) => Number(oneDevice!.replaceAll(',', '')));
      expect(uniforms).toBeGreaterThan(0);
      expect(images).toBe(1);
      expect(rows.slice(10, 12).map((cells) => cells.slice(1))).toEqual([
        ['1', '1'],
        ['1', '1'],
      ]);
      for (const time of rows.at(-1)!.slice(1)) expect(Number(time.replaceAll(',', ''))).toBeGreaterThan(0);

      const networks = await rowsOf(page, weights!);
      expect(networks).toHaveLength(4);
      for (const [, prediction, , share] of networks) {
        expect(prediction).toBe('2');
        expect(Number(share)).toBeLessThan(1);
      }
      expect(await page.locator('.interop .equal').textContent()).toContain(equal);

      expect(await axeViolations(page, { part: '.interop' })).toEqual([]);
      for (const [, before, after] of await rowsOf(page, held!)) {
        expect(Number(before)).toBeGreaterThan(0);
        expect(after).toBe(before);
      }
    });
  });
});

it('stops', { timeout }, async () => {
  await onPage('/interop', async (page) => {
    const start = page.locator('.interop .main');
    await start.click();
    await expect.poll(() => page.workers().length, { timeout: 60_000 }).toBe(1);
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await page.locator('.interop .status').textContent()).toBe('Stopped.');
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await start.isEnabled()).toBe(true);
  });
});

it('says so where there is no WebGPU, and loads nothing', { timeout }, async () => {
  await onPage('/interop', async (page) => {
    await page.evaluate(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
    await page.locator('.interop .main').click();
    await expect.poll(() => page.locator('.interop .status').textContent()).toContain('no WebGPU');
    expect(page.workers()).toHaveLength(0);
  });
});
