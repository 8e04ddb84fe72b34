// On the built site.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { RUNTIMES } from '../compute/runtimes.ts';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();

const PHOTO = fileURLToPath(new URL('../../public/cat-sharpened.png', import.meta.url));
/** The software GPU compiles shaders for seconds. */
const PATIENCE = 100_000;
/** Chromium lets a busy worker live for seconds after its end. */
const ENDING = { timeout: 20_000 };

/** The photo is there once the page is live. */
const isLive = (page: Page) => page.locator('.photo canvas').waitFor();

const run = (page: Page) => page.locator('.playground button.primary').first().click();

/** Runs all that is chosen, and gives what is said of each runtime. */
async function resultsOf(page: Page): Promise<string[]> {
  await run(page);
  const ids = RUNTIMES.map(({ id }) => id);
  for (const id of ids) {
    const state = page.locator(`[data-runtime=${id}] .state:is(.done, .failed, .unavailable)`);
    await state.waitFor({ timeout: PATIENCE });
  }
  return Promise.all(ids.map(async (id) => (await page.locator(`[data-runtime=${id}]`).textContent())!));
}

it('six runtimes agree on the cat', { timeout: 2 * PATIENCE }, async () => {
  await onPage('/playground?side=160&job=sharpen', async (page) => {
    for (const [k, result] of (await resultsOf(page)).entries()) {
      expect(result).toContain(RUNTIMES[k]!.name);
      for (const text of ['agrees', 'every byte equal']) expect(result).toContain(text);
      expect(result).toMatch(/Median time\s*[\d.]+ ms/);
      expect(result).toMatch(/Worst normalized error\s*0\.000/);
      expect(result).toMatch(/Version\s*\d+\.\d+/);
    }
    expect(await page.locator('.results canvas').count()).toBe(8);
    expect(await axeViolations(page, { part: '.results' })).toEqual([]);
  });
});

it('and on an uploaded photo, without isolation, in another dialect, in Chinese', {
  timeout: 2 * PATIENCE,
}, async () => {
  const settings = 'side=64&k=5&stride=2&dilation=2&groups=2&channels=6&order=tap-major&grouping=interleaved';
  const look = async (page: Page) => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await isLive(page);
    await page.locator('input[type=file]').setInputFiles(PHOTO);
    await expect.poll(() => page.locator('.photo').textContent()).toContain('由 451×300 缩小');
    for (const result of await resultsOf(page)) {
      expect(result).toMatch(/(?<!不)一致/);
      const [, worstError] = /最大归一化误差\s*([\d.]+)/.exec(result)!;
      // A gray photo and no whole numbers: there is some error, and it is within its bound.
      expect(Number(worstError)).toBeGreaterThan(0);
      expect(Number(worstError)).toBeLessThanOrEqual(1);
    }
    // Stride 2.
    const sizes = await page
      .locator('.results canvas')
      .evaluateAll((canvases) => canvases.map((canvas) => (canvas as HTMLCanvasElement).width));
    expect(sizes).toEqual([64, 32, 32, 32, 32, 32, 32, 32]);
  };
  await onPage(`/zh/playground?${settings}`, look, { isIsolated: false, context: { serviceWorkers: 'block' } });
});

it('says what is no picture', async () => {
  await onPage('/playground', async (page) => {
    await isLive(page);
    const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
    await page.locator('input[type=file]').setInputFiles(text);
    await expect.poll(() => page.locator('.playground [role=alert]').textContent()).toContain('notes.txt');
    expect(await page.locator('.photo canvas').count()).toBe(1);
  });
});

describe('Stop', () => {
  it('ends whatever goes on, at once, and Run starts anew', { timeout: PATIENCE }, async () => {
    // The reference alone takes seconds.
    await onPage('/playground?runtimes=tfjs-cpu&k=11&channels=24', async (page) => {
      await run(page);
      await expect.poll(() => page.workers().length).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Stop' }).first().click();
      await expect.poll(() => page.workers(), ENDING).toEqual([]);
      await expect.poll(() => page.locator('[data-runtime=tfjs-cpu]').textContent()).toContain('stopped');

      await page.locator('.playground select').first().selectOption('64');
      await run(page);
      await page.locator('[data-runtime=tfjs-cpu] .done').waitFor({ timeout: PATIENCE });
    });
  });

  it('is what leaving the page does too', { timeout: PATIENCE }, async () => {
    await onPage('/playground?runtimes=tfjs-cpu&k=11&channels=24', async (page) => {
      await run(page);
      await expect.poll(() => page.workers().length).toBeGreaterThan(0);
      await page.getByRole('link', { name: 'About' }).first().click();
      await expect.poll(() => page.workers(), ENDING).toEqual([]);
    });
  });
});

describe('the address', () => {
  it('says what is chosen, and restores it', async () => {
    await onPage('/playground', async (page) => {
      await isLive(page);
      const address = () => new URL(page.url()).search;
      const kernelSize = page.getByLabel('Kernel size K');
      await kernelSize.fill('3');
      await page.getByLabel('Dilation').fill('2');
      await page.getByLabel('A filter of your own').check();
      await page.getByLabel('Weight in row 2, column 3').fill('7');
      await page.getByLabel('Weight in row 2, column 3').blur();
      await page.getByRole('checkbox', { name: 'onnxruntime-web, WebGPU' }).uncheck();
      const query =
        '?job=filter&k=3&dilation=2&filter=-2,-1,0,-1,1,7,0,1,2&runtimes=tfjs-webgpu,tfjs-webgl,tfjs-wasm,tfjs-cpu,ort-wasm';
      await expect.poll(address).toBe(query);
      const isRestored = async () => {
        await expect.poll(() => page.getByLabel('Weight in row 2, column 3').inputValue()).toBe('7');
        expect(await kernelSize.inputValue()).toBe('3');
        expect(await page.getByLabel('Dilation').inputValue()).toBe('2');
        expect(await page.getByRole('checkbox', { name: 'onnxruntime-web, WebGPU' }).isChecked()).toBe(false);
        expect(address()).toBe(query);
      };

      await page.getByRole('link', { name: 'involution', exact: true }).first().click();
      await page.locator('.demo').waitFor();
      await page.goBack();
      await isRestored();
      await page.goForward();
      await page.locator('.demo').waitFor();
      await page.goto(new URL(`/playground${query}`, page.url()).href);
      await isRestored();
    });
  });

  it('may say what is wrong: the library’s own error is shown, and nothing is run', async () => {
    await onPage('/playground?groups=2', async (page) => {
      const error = page.locator('.playground [role=alert]');
      await expect.poll(() => error.textContent()).toContain('CHANNELS_NOT_DIVISIBLE');
      expect(await error.textContent()).toContain('multiple of 2 groups');
      const button = page.locator('.playground button.primary').first();
      expect(await button.isDisabled()).toBe(true);
      await page.getByLabel('Groups G').fill('3');
      await expect.poll(() => button.isEnabled()).toBe(true);
    });
  });
});

it.each([
  ['/playground', 'missing', 'this browser has no WebGPU'],
  ['/zh/playground', '不可用', '此浏览器不支持 WebGPU'],
])('%s says why a runtime is missing, and goes on without it', { timeout: PATIENCE }, async (path, state, why) => {
  await onPage(`${path}?side=64&runtimes=tfjs-webgpu,tfjs-cpu`, async (page) => {
    await page.route(/\/worker-[^/]+\.js$/, async (route) => {
      const response = await route.fetch();
      const without = 'Object.defineProperty(navigator, "gpu", { value: undefined });';
      await route.fulfill({ response, body: without + (await response.text()) });
    });
    await run(page);
    await page.locator('[data-runtime=tfjs-cpu] .done').waitFor({ timeout: PATIENCE });
    const missing = await page.locator('[data-runtime=tfjs-webgpu]').textContent();
    for (const text of [state, why]) expect(missing).toContain(text);
  });
});
