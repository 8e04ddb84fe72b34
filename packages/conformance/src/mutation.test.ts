// Mutation tests of the kit: a correct implementation passes everything, and each deliberate bug in it is caught.
import { describe, expect, it } from 'vitest';
import { mutants } from '../test/mutants.ts';
import { plainAdapter } from '../test/plain.ts';
import type { ConformanceAdapter } from './adapter.ts';
import type { SuiteName } from './manifest.ts';
import { runConformance, runTest } from './run.ts';
import { conformanceTests } from './tests.ts';

/** Runs a suite up to the first test that fails; its id. */
async function firstFailure(adapter: ConformanceAdapter, suite: SuiteName): Promise<string | undefined> {
  for (const test of conformanceTests().filter((test) => test.suite === suite)) {
    if ((await runTest(adapter, test)).status === 'failed') return test.id;
  }
  return undefined;
}

describe('the kit', () => {
  it('passes a correct adapter in every test', async () => {
    const report = await runConformance(plainAdapter('correct'));
    const others = report.results.filter((result) => result.status !== 'passed');
    // It takes every rank, and its tensors have no type.
    expect(others.map(({ id }) => id)).toEqual([
      'errors/one-spatial-axis',
      'errors/three-spatial-axes',
      'errors/x-of-int32',
      'errors/kernel-of-int32',
    ]);
    expect(report.failed).toBe(0);
    expect(report.worst?.normalizedError).toBeGreaterThan(0);
  });

  it.for(mutants.map((m) => [m.adapter.name, m] as const))('catches: %s', async ([, { adapter, caughtBy }]) => {
    const caught = [];
    for (const suite of caughtBy) if (await firstFailure(adapter, suite)) caught.push(suite);
    expect(caught).toEqual(caughtBy);
  });
});
