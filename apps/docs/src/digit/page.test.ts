// The built page in a real browser.
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();
const timeout = 120_000;

/** The cells of each row of a table, found by a part of its caption. */
function rowsOf(page: Page, caption: string): Promise<string[][]> {
  return page
    .locator('table', { has: page.locator('caption', { hasText: caption }) })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => Array.from((row as HTMLTableRowElement).cells, (cell) => cell.textContent!.trim())),
    );
}

/** Only these. */
async function choose(page: Page, runtimes: readonly string[]): Promise<void> {
  for (const box of await page.locator('.runtimes input').all()) {
    await box.setChecked(runtimes.includes((await box.getAttribute('value'))!));
  }
}

describe('20 test digits', () => {
  it.each([
    ['/digit', 'RedNet', 'PyTorch', 'What each runtime makes'],
    ['/zh/digit', 'Keras 示例', 'Keras', '各运行时对测试数字'],
  ])('on %s: %s in tfjs and onnxruntime-web predicts as %s', { timeout }, async (path, network, framework, caption) => {
    await onPage(path, async (page) => {
      await page.getByLabel(network).check();
      await page.locator('.buttons button').nth(1).click();
      await expect.poll(() => page.locator('.summary').textContent(), { timeout }).toMatch(framework);
      const rows = await rowsOf(page, caption);
      expect(rows.map(([name]) => name)).toEqual([
        expect.stringMatching(/TensorFlow\.js, WebAssembly/),
        expect.stringMatching(/onnxruntime-web, WebAssembly/),
      ]);
      for (const [, right, different, ms, largest, share] of rows) {
        expect([right, different]).toEqual(['20 / 20', '0']);
        expect(Number(largest)).toBeLessThan(1e-3);
        expect(Number.parseFloat(share!)).toBeLessThan(100);
        expect(Number.parseFloat(ms!)).toBeGreaterThan(0);
      }
    });
  });
});

it('classifies a picked digit in the other runtimes, or says why not', { timeout }, async () => {
  await onPage('/digit', async (page) => {
    await choose(page, ['tfjs-webgpu', 'tfjs-webgl', 'tfjs-cpu', 'ort-webgpu']);
    await page.getByLabel(/Show the generated kernels/).uncheck();
    await page.getByLabel('the Keras example').check();
    await page.getByRole('button', { name: 'Test digit 11, a 5' }).press('Enter');
    await page.getByRole('button', { name: 'Classify' }).press('Enter');
    await expect
      .poll(() => page.locator('.summary').textContent(), { timeout })
      .toMatch(/It is a 5, say all 4 runtimes\. So says Keras/);
    for (const [, digit, probability] of await rowsOf(page, 'What each runtime says')) {
      expect([digit, Number.parseFloat(probability!) > 50]).toEqual(['5', true]);
    }
  });
});

it('classifies a drawing, and shows the kernels that it makes', { timeout }, async () => {
  await onPage('/digit', async (page) => {
    const classify = page.getByRole('button', { name: 'Classify' });
    expect(await classify.isDisabled()).toBe(true);
    const box = (await page.locator('.draw canvas').boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    // A seven, in one corner of the board.
    await page.mouse.move(...at(0.1, 0.15));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.15), { steps: 5 });
    await page.mouse.move(...at(0.25, 0.75), { steps: 5 });
    await page.mouse.up();
    await page.getByLabel('The digit in gray, 32 by 32 pixels').waitFor();
    await classify.click();
    await expect.poll(() => page.locator('.summary').textContent(), { timeout }).toBe('It is a 7, say all 2 runtimes.');
    expect(await rowsOf(page, 'Probability of each digit')).toHaveLength(2);

    // As many as RedNet-[1, 1, 1, 1] has involutions, the sums of each with another range.
    const sums = page.getByLabel(/a heatmap of sums from/);
    await expect.poll(() => sums.count(), { timeout }).toBe(5);
    const ranges = await sums.evaluateAll((maps) => maps.map((map) => map.getAttribute('aria-label')));
    expect(new Set(ranges.map((label) => label!.replace(/^.*from/, ''))).size).toBe(5);
    expect(await page.getByLabel(/its 7 by 7 kernels side by side/).count()).toBe(4);
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await classify.isDisabled()).toBe(true);
  });
});

it('stops', { timeout }, async () => {
  await onPage('/digit', async (page) => {
    // tfjs on the CPU takes long for RedNet.
    await choose(page, ['tfjs-cpu']);
    const check = page.getByRole('button', { name: 'Check all 20 test digits' });
    await check.click();
    await expect.poll(() => page.locator('.status').textContent(), { timeout }).toContain('TensorFlow.js, CPU');
    await expect.poll(() => page.workers().length, { timeout }).toBe(1);
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await page.locator('.status').textContent()).toContain('Stopped.');
    await expect.poll(() => page.workers().length).toBe(0);
    expect(await check.isEnabled()).toBe(true);
  });
});
