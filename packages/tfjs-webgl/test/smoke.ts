import type { ConformanceTest } from '@involution/conformance';

/**
 * Whether a test belongs to the part of the kit for what differs little from a path that takes the whole kit: a dozen
 * random geometries in every dialect, golden values of unequal sides, and all tests that are not about values.
 */
export function isSmokeTest({ id, suite }: Pick<ConformanceTest, 'id' | 'suite'>): boolean {
  if (suite === 'golden') return /\dx\d/.test(id);
  return suite !== 'generated' || /random-(\d|1[01])\//.test(id);
}
