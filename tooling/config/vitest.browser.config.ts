import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
// Not by the package's name: Vite bundles only relative imports of a config, and Node 20 reads no TypeScript.
import { launchOptions } from '../browser/src/index.ts';
import { testTimes } from './test-times.ts';
import { sharedTestSettings } from './vitest.shared.ts';

/** Tests in a real browser, beside the source: `*.browser.test.ts`. */
export default defineConfig({
  root: process.cwd(),
  // Cross-origin isolation, as a page needs for threads and precise timers.
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
  test: {
    ...sharedTestSettings,
    reporters: [['default', { summary: false }], testTimes('browser')],
    include: ['src/**/*.browser.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launchOptions() }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
