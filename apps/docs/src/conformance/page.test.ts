// The built page in a real browser.
import { conformanceTests, isSmokeTest, type TestResult } from '@involution/conformance';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';
import { downloaded, endOfKit, startKit } from './drive.ts';
import { HOST_RUNTIMES, runHere } from './host.ts';
import { CODE_MEGABYTES } from './selection.ts';
import suitesLoader from './suites.data.ts';

const { onPage } = useSite();
const timeout = 180_000;
const suites = suitesLoader.load();

const statusesOf = (results: readonly TestResult[]) => results.map(({ id, status }) => [id, status]);
/** Not of the frame around, which another test looks at, and which moves when the window changes. */
const violations = (page: Page) => axeViolations(page, { part: '.kit' });
const matrix = (page: Page) => page.locator('.matrix tbody tr').last();

it('the whole kit comes out in the page as in Node', { timeout }, async () => {
  await onPage('/conformance', async (page) => {
    await startKit(page, { ids: HOST_RUNTIMES });
    await endOfKit(page, timeout);
    const { reports, environment } = await downloaded(page);
    expect(environment.crossOriginIsolated).toBe(true);
    expect(reports.map(({ failed }) => failed)).toEqual([0, 0, 0]);
    for (const id of HOST_RUNTIMES) {
      const there = await runHere(id);
      const here = reports.find(({ adapter }) => adapter === there.adapter)!;
      expect(statusesOf(here.results)).toEqual(statusesOf(there.results));
      const cell = await matrix(page).locator(`[data-backend=${id}]`).textContent();
      const counts = { passed: there.passed, expected: there.expectedFail, not: there.notSupported };
      // What there is none of is not told.
      for (const [word, count] of Object.entries(counts)) {
        if (count > 0) expect(cell).toContain(`${count} ${word}`);
        else expect(cell).not.toContain(` ${word}`);
      }
    }
    // The first reference results of the same runtime are there already.
    await expect
      .poll(() => page.locator('.diff [role=status]').textContent(), { timeout })
      .toMatch(/\b0 came out diff/);
    expect(await violations(page)).toEqual([]);
    // The tables are wider than a phone, and the page is not.
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe('smoke tests', () => {
  it.each([
    ['tfjs-webgpu', '/conformance'],
    ['tfjs-webgl', '/zh/conformance'],
    ['tfjs-wasm', '/conformance'],
    ['tfjs-cpu', '/zh/conformance'],
    ['ort-webgpu', '/conformance'],
    ['ort-wasm', '/zh/conformance'],
  ] as const)('of %s pass on %s and load what it says', { timeout }, async (id, path) => {
    await onPage(path, async (page) => {
      const weights = new Map<string, number>();
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        // The page's own code lies in a folder of its own.
        if (/^\/assets\/[^/]+\.(m?js|wasm|bin)$/.test(pathname)) {
          weights.set(pathname, Number(response.headers()['content-length']) / 1e6);
        }
      });
      await startKit(page, { ids: [id], smokeOnly: true });
      await endOfKit(page, timeout);
      const { reports } = await downloaded(page);
      const [report] = reports;
      expect(report!.failed).toBe(0);
      expect(report!.results).toHaveLength(conformanceTests().filter(isSmokeTest).length);
      // What did not pass is said with its reason, and the text has it all.
      const reason = id.startsWith('ort') ? 'has no gradInput' : 'takes 3 spatial axes, so there is nothing to refuse';
      expect(await page.locator('.notes').textContent()).toContain(reason);
      expect(await page.locator('.export textarea').inputValue()).toContain(`| **${report!.adapter}** | **all** |`);

      const loaded = (isNumbers: boolean) =>
        Array.from(weights).reduce((sum, [path, size]) => sum + (path.endsWith('.bin') === isNumbers ? size : 0), 0);
      expect(loaded(false)).toBeLessThanOrEqual(CODE_MEGABYTES[id]);
      expect(loaded(false)).toBeGreaterThan(0.9 * CODE_MEGABYTES[id]);
      expect(loaded(true)).toBeCloseTo(suites.reduce((sum, { bytes }) => sum + bytes / 1e6, 0));
    });
  });
});

it('runs in the page, and stops there, where workers have no WebGL', { timeout }, async () => {
  await onPage('/conformance', async (page) => {
    // tfjs then takes a canvas of the page.
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'OffscreenCanvas'));
    await page.reload({ waitUntil: 'networkidle' });
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await startKit(page, { ids: ['tfjs-webgl'], smokeOnly: true });
    await endOfKit(page, timeout);
    const { reports } = await downloaded(page);
    expect(reports[0]!.failed).toBe(0);
    expect(reports[0]!.results).toHaveLength(conformanceTests().filter(isSmokeTest).length);
    await page.locator('input[type=radio]').first().check();
    await page.locator('button[type=submit]').click();
    await expect.poll(() => matrix(page).locator('li').count(), { timeout }).toBeGreaterThan(0);
    await page.locator('form button').last().click();
    await expect.poll(() => page.locator('.matrix [data-state]').getAttribute('data-state')).toBe('stopped');
    expect(workers).toEqual([]);
  });
});

it('stops at once, and keeps what it has', { timeout }, async () => {
  await onPage('/conformance', async (page) => {
    await startKit(page, { ids: ['tfjs-webgl', 'ort-wasm'] });
    await expect.poll(() => matrix(page).locator('li').count(), { timeout }).toBeGreaterThan(0);
    await page.locator('form button').last().click();
    await expect
      .poll(() =>
        page
          .locator('.matrix [data-state]')
          .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-state'))),
      )
      .toEqual(['stopped', 'stopped']);
    expect(page.workers()).toEqual([]);
    const { reports } = await downloaded(page);
    expect(reports).toHaveLength(1);
    expect(reports[0]!.results.length).toBeLessThan(conformanceTests().length);
  });
});

it('opens the case that the address names, and lists the others', { timeout }, async () => {
  await onPage('/conformance#errors/kernel-size-zero', async (page) => {
    const panel = page.locator('.case');
    await expect.poll(() => panel.textContent(), { timeout }).toContain('INVALID_KERNEL_SIZE');
    await page.locator('.cases input[type=search]').fill('torch-k7');
    await page.locator('.cases summary').first().click();
    await page.locator('.cases details a').first().click();
    await expect.poll(() => panel.locator('h3').textContent()).toMatch(/^golden\/torch-k7.*\/forward$/);
    expect(await panel.textContent()).toContain('channelGrouping: "blocked"');
    expect(await violations(page)).toEqual([]);
    await page.goto(`${page.url().split('#')[0]}#errors/no-such-case`);
    await expect.poll(() => page.locator('.cases .problem').textContent()).toContain('errors/no-such-case');
  });
});
