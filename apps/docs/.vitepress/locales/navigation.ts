import { existsSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';
import { publishedPackages } from '../../src/api/published.ts';
import { SECTIONS } from '../../src/site/pages.ts';

/** The sidebar, and the bar at the top, which has its sections. */
export function navigationIn(language: 'en' | 'zh'): Pick<DefaultTheme.Config, 'nav' | 'sidebar'> {
  const prefix = language === 'en' ? '' : '/zh';
  const sections = SECTIONS.map(({ title, pages }) => ({
    text: title[language],
    items: pages
      .filter(({ path }) => existsSync(new URL(`../..${prefix}${path.replace(/\/$/, '/index')}.md`, import.meta.url)))
      .map((page) => ({ text: page[language], link: prefix + page.path })),
  }));
  // The reference has a page for each entry of each package: the sidebar has room for them.
  const api = `${prefix}/api/`;
  const entries = publishedPackages().flatMap((one) => one.entries);
  const reference = entries.map(({ specifier, path }) => ({ text: specifier, link: prefix + path }));
  const sidebar = sections.map(({ text, items }) => ({
    text,
    items: items.map((item) => (item.link === api ? { ...item, collapsed: true, items: reference } : item)),
  }));
  return { nav: sections, sidebar };
}
