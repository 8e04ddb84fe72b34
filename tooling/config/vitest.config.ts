import { defineConfig } from 'vitest/config';

/** One set of test settings for every package: tests lie beside the source. */
export default defineConfig({
  root: process.cwd(),
  test: {
    include: ['src/**/*.test.ts'],
    reporters: [['default', { summary: false }]],
    // A test without an assertion proves nothing.
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores, and turbo already runs two packages at a time.
    maxWorkers: 1,
  },
});
