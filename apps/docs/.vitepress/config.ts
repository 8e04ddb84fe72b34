import { defineConfig } from 'vitepress';
import { en } from './locales/en.ts';
import { zh } from './locales/zh.ts';

/** Pages may use threads and precise timers where the host sends these headers; see `public/_headers`. */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  title: 'involution',
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  cleanUrls: true,
  lastUpdated: true,
  outDir: 'dist',
  srcExclude: ['README.md'],
  locales: { root: en, zh },
  themeConfig: { search: { provider: 'local', options: { locales: { zh: zh.search } } } },
  vite: { server: { headers: ISOLATED }, preview: { headers: ISOLATED } },
});
