import { defineConfig } from 'vitest/config';
import { sharedTestSettings } from './vitest.shared.ts';

/** Tests in Node, beside the source: `*.test.ts`. */
export default defineConfig({
  root: process.cwd(),
  test: {
    ...sharedTestSettings,
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.browser.test.ts'],
  },
});
