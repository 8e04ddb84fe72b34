import type { Plugin } from 'vite';
import { defineConfig } from 'vitepress';
// Not by the package's name: Vite bundles only relative imports of a config, and Node 20 reads no TypeScript.
import { ISOLATION_HEADERS } from '../../../tooling/browser/src/isolation.ts';
import { en } from './locales/en.ts';
import { zh } from './locales/zh.ts';
import { miniSearch } from './search.ts';

/**
 * Chunks don't import a worker's own file, which WebKit would run once more: a second worker in the first one. Vite's own setting
 * lets them.
 */
const entriesOfTheirOwn: Plugin = {
  name: 'entries-of-their-own',
  options: (options) => ({ ...options, preserveEntrySignatures: 'strict' }),
};

/** Path of the site on its host, with slashes at both ends. */
const base = process.env.INVOLUTION_DOCS_BASE ?? '/';

export default defineConfig({
  base,
  title: 'involution',
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  cleanUrls: true,
  lastUpdated: true,
  // Each page would load every other one of the sidebar, and the home page more than its budget.
  router: { prefetchLinks: false },
  outDir: process.env.INVOLUTION_DOCS_DIST ?? 'dist',
  srcExclude: ['README.md'],
  locales: { root: en, zh },
  themeConfig: { search: { provider: 'local', options: { locales: { zh: zh.search }, miniSearch } } },
  vite: {
    server: { headers: ISOLATION_HEADERS },
    worker: {
      format: 'es',
      plugins: () => [entriesOfTheirOwn],
      rolldownOptions: {
        output: {
          // As VitePress names those of pages, so that a file which a page and a worker ask for is there once.
          assetFileNames: 'assets/[name].[hash].[ext]',
          // Workers of tfjs's WebAssembly backend with threads run a function's text, in which a compressing minifier has
          // taken `typeof` from a name that they lack.
          minify: { compress: false, mangle: true },
        },
      },
    },
  },
});
