import { defineConfig } from 'vitest/config';
import { testTimes } from './test-times.ts';
import { sharedTestSettings } from './vitest.shared.ts';

/** Tests in Node, beside the source: `*.test.ts`. */
export default defineConfig({
  root: process.cwd(),
  test: {
    ...sharedTestSettings,
    reporters: [['default', { summary: false }], testTimes('node')],
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.browser.test.ts'],
  },
});
