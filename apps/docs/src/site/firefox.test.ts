// The built site in Firefox, as far as it has the backends.
import { launchFirefox } from '@involution/browser/firefox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RUNTIMES } from '../compute/runtimes.ts';
import { SECTIONS } from './pages.ts';
import { type Served, serve } from './serve.ts';

type Browser = Awaited<ReturnType<typeof launchFirefox>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** GPUs in software compile shaders for seconds. */
const PATIENCE = 150_000;

let browser: Browser;
let served: Served;
let page: Page;
const errors: string[] = [];
beforeAll(async () => {
  [browser, served] = await Promise.all([launchFirefox(), serve(true)]);
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push((error as Error).message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
}, PATIENCE);
afterAll(async () => {
  await browser?.close();
  served?.close();
});

const open = (path: string) => page.goto(served.origin + path, { waitUntil: 'networkidle0' });

it('shows every page that computes something without an error', { timeout: PATIENCE }, async () => {
  const live = SECTIONS.find(({ title }) => title.en === 'In your browser')!.pages;
  for (const path of ['/', '/zh/', '/involution', ...live.map((page) => page.path)]) {
    await open(path);
    expect(await page.$eval('main h1', (heading) => heading.textContent), path).not.toBe('');
    expect(errors, path).toEqual([]);
  }
});

it('runs all six runtimes, which agree', { timeout: PATIENCE }, async () => {
  await open('/playground?side=64&job=sharpen');
  await page.locator('.playground button.primary').click();
  for (const { id } of RUNTIMES) {
    const state = `[data-runtime=${id}] .state:is(.done, .failed, .unavailable)`;
    await page.waitForSelector(state, { timeout: PATIENCE });
    const result = await page.$eval(`[data-runtime=${id}]`, (element) => element.textContent);
    for (const text of ['agrees', 'every byte equal']) expect(result, id).toContain(text);
  }
  expect(errors).toEqual([]);
});
