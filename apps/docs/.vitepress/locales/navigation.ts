import { existsSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';
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
  return { nav: sections, sidebar: sections };
}
