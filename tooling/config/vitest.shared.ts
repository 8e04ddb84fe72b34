import type { ViteUserConfig } from 'vitest/config';

/** Test settings that hold in Node and in the browser. */
export const sharedTestSettings: NonNullable<ViteUserConfig['test']> = {
  // A test without an assertion proves nothing.
  expect: { requireAssertions: true },
  testTimeout: 60_000,
  hookTimeout: 60_000,
  provide: { allRedNets: process.env.INVOLUTION_ALL_REDNETS === '1' },
  // Two cores, and turbo already runs two packages at a time.
  maxWorkers: 1,
};
