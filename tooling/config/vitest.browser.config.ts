import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
// Not by the package's name: Vite bundles only relative imports of a config, and Node 20 reads no TypeScript.
import { launchOptions } from '../browser/src/index.ts';
import { ISOLATION_HEADERS } from '../browser/src/isolation.ts';
import { testTimes } from './test-times.ts';
import { sharedTestSettings } from './vitest.shared.ts';

/** Tests in a real browser, beside the source: `*.browser.test.ts`. */
export default defineConfig({
  root: process.cwd(),
  server: { headers: ISOLATION_HEADERS },
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
