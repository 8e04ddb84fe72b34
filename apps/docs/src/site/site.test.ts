// The built site under a real static server, in a real browser.
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ISOLATION_HEADERS } from '@involution/browser/isolation';
import { check, LinkState } from 'linkinator';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { LIVE_PATHS, SECTIONS } from './pages.ts';
import { DIST, serve } from './serve.ts';
import { useSite } from './visit.ts';

const PATHS = ['/', ...SECTIONS.flatMap(({ pages }) => pages.map(({ path }) => path))];
const PAGES = PATHS.flatMap((path) => [path, `/zh${path}`]);

const { onPage } = useSite();

describe.each(PAGES)('%s', (path) => {
  it('is isolated, has no violation that axe knows, and does not overflow a phone', async () => {
    await onPage(path, async (page) => {
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(await axeViolations(page), 'light').toEqual([]);
      // Nothing but the colours differs in the dark, and they don't by language.
      if (!path.startsWith('/zh/')) {
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await axeViolations(page, { rules: ['color-contrast'] }), 'dark').toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });
  });
});

// Pages without a program are the same there.
it.each(
  PAGES.filter((path) => /^(\/zh)?(\/|\/involution)$/.test(path) || LIVE_PATHS.some((live) => path.endsWith(live))),
)('%s works where nobody isolates it', async (path) => {
  const look = async (page: Page) => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.locator('main h1').textContent()).not.toBe('');
  };
  await onPage(path, look, { isIsolated: false, context: { serviceWorkers: 'block' } });
});

it('has no dead link', { timeout: 120_000 }, async () => {
  const { origin, close } = await serve(false);
  const elsewhere = async (link: string) => !link.startsWith(origin);
  // By the files' names: linkinator takes an address without an extension for a folder's when it resolves links.
  const path = PAGES.map((page) => origin + (page.endsWith('/') ? page : `${page}.html`));
  const { links } = await check({ path, checkFragments: true, linksToSkip: elsewhere });
  close();
  expect(links.length).toBeGreaterThan(PAGES.length);
  const dead = links.filter(({ state }) => state === LinkState.BROKEN);
  expect(dead.map(({ url, parent }) => `${url} on ${parent}`)).toEqual([]);
});

it.each([
  ['/involution', /a 7 by 7 kernel with weights from (\S+) to (\S+)/, /a 3 by 3 kernel/],
  ['/zh/involution', /7×7 的核,权重从 (\S+) 到 (\S+)/, /3×3 的核/],
])('%s is live', async (path, large, small) => {
  await onPage(path, async (page) => {
    // The kernel of the pixel under the pointer.
    const heatmap = page.locator('.explorer .kernels svg').first();
    const result = page.locator('.explorer output');
    await result.waitFor();
    const seen = async () => [await heatmap.getAttribute('aria-label'), await result.textContent()] as const;
    const before = await seen();
    const box = (await page.locator('.explorer canvas').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.1, box.y + box.height * 0.1);
    const after = await seen();
    for (const [label] of [before, after]) expect(label).toMatch(large);
    expect(before[0]).not.toBe(after[0]);
    expect(before[1]).not.toBe(after[1]);
    expect(await page.locator('.explorer .photo rect').count()).toBe(49);

    // By keyboard.
    await page.locator('.explorer input').nth(2).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await heatmap.getAttribute('aria-label')).toMatch(small);

    // The library's own error.
    expect(await page.locator('.calculator tbody').first().textContent()).toContain('[1, 56, 56, 196]');
    await page.locator('.calculator input').nth(5).fill('3');
    await expect.poll(() => page.locator('.calculator .error').textContent()).toContain('groups');
  });
});

it.each([
  ['/zh/', '卷积核'],
  ['/zh/', '加权和'],
  ['/', 'aggregation'],
])('search at %s finds %s inside a sentence', async (path, query) => {
  await onPage(path, async (page) => {
    await page.locator('.VPNavBarSearchButton').click();
    await page.locator('.search-input').fill(query);
    const found = page.locator('.VPLocalSearchBox .result');
    await found.first().waitFor();
    await found.first().click();
    const inside = new RegExp(`[\\p{Script=Han}a-z ]${query}|${query}[\\p{Script=Han}a-z ]`, 'u');
    await expect.poll(() => page.locator('main').textContent()).toMatch(inside);
    expect(new URL(page.url()).pathname).not.toBe(path);
  });
});

describe('isolation', () => {
  it('comes from a service worker with the next load, where the host can not send headers', async () => {
    const look = async (page: Page) => {
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      const response = await page.reload({ waitUntil: 'networkidle' });
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      const sent = await response!.allHeaders();
      const wanted = Object.entries(ISOLATION_HEADERS).map(([name, value]) => [name.toLowerCase(), value]);
      expect(sent).toMatchObject(Object.fromEntries(wanted));
    };
    await onPage('/about', look, { isIsolated: false });
  });

  it('is by the same headers for hosts that read a file of them', () => {
    const file = readFileSync(new URL('../../public/_headers', import.meta.url), 'utf8');
    const headers = [...file.matchAll(/^ {2}(.+): (.+)$/gm)].map(([, name, value]) => [name, value]);
    expect(Object.fromEntries(headers)).toEqual(ISOLATION_HEADERS);
  });
});

it('has no file that imports a worker’s own, which WebKit would run once more', () => {
  const folder = `${DIST}/assets/`;
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  expect(names.some((name) => name.startsWith('worker-'))).toBe(true);
  const importing = names.filter((name) => /from\s*["'`]\.\/worker-/.test(readFileSync(folder + name, 'utf8')));
  expect(importing).toEqual([]);
});

it('loads no WebAssembly before anything is run', async () => {
  await onPage('/about', async (page) => {
    const kinds = new Set<string>();
    page.on('response', (response) => kinds.add(extname(new URL(response.url()).pathname)));
    await page.goto(new URL('/', page.url()).href, { waitUntil: 'networkidle' });
    expect(kinds).toContain('.js');
    expect(kinds).not.toContain('.wasm');
  });
});
