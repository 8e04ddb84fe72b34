// The API reference on the built site.
import { describe, expect, it } from 'vitest';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';
import { messages } from './messages.ts';
import { publishedPackages } from './published.ts';

const { onPage } = useSite();

it('every package is described in Chinese', () => {
  expect(Object.keys(messages.zh.packages).sort()).toEqual(
    publishedPackages()
      .map(({ folder }) => folder)
      .sort(),
  );
});

describe.each(['', '/zh'])('%s/api/', (prefix) => {
  it('leads to a page for each entry of each package', { timeout: 60_000 }, async () => {
    await onPage(`${prefix}/api/`, async (page) => {
      for (const { specifier, path } of publishedPackages().flatMap(({ entries }) => entries)) {
        const link = page.locator('main').getByRole('link', { name: specifier, exact: true });
        expect(await link.getAttribute('href')).toBe(prefix + path);
        const html = await page.evaluate(async (path) => (await fetch(path)).text(), prefix + path);
        expect(html, specifier).toMatch(new RegExp(`<h1[^>]*>${specifier}\\b`));
      }
    });
  });

  it('says what an entry exports, without a violation that axe knows', { timeout: 60_000 }, async () => {
    await onPage(`${prefix}/api/tfjs/`, async (page) => {
      expect(await page.locator('h3#involution2d').count()).toBe(1);
      expect(await axeViolations(page)).toEqual([]);
    });
  });
});
