import { defineConfig } from 'vitepress';
import { ISOLATION_HEADERS } from '../src/site/isolation.ts';
import { en } from './locales/en.ts';
import { zh } from './locales/zh.ts';

export default defineConfig({
  title: 'involution',
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  cleanUrls: true,
  lastUpdated: true,
  outDir: 'dist',
  srcExclude: ['README.md'],
  locales: { root: en, zh },
  themeConfig: { search: { provider: 'local', options: { locales: { zh: zh.search } } } },
  vite: { server: { headers: ISOLATION_HEADERS } },
});
