import { OPERATION_NAMES } from '@involution/core';
import manifest from '../data/manifest.json' with { type: 'json' };
import { type ConformanceCase, expectedOf } from './case.ts';
import { checkNoLeak, checkRefused } from './check-calls.ts';
import { checkSameBits, checkValues } from './checks.ts';
import { caseOf } from './inputs.ts';
import type { TestEntry } from './manifest.ts';
import { numbersOf } from './numbers.ts';
import type { ConformanceTest } from './test-definition.ts';

/** Made when first asked for, so that a bundle which wants the report alone can leave the manifest out. */
let tests: readonly ConformanceTest[] | undefined;

/**
 * Every test of the kit, in the order of the manifest. For test frameworks other than Vitest: declare one test for each
 * `id`, and run it with {@link runTest}.
 */
export function conformanceTests(): readonly ConformanceTest[] {
  tests ??= manifest.tests.map((entry) => ({
    id: entry.id,
    suite: entry.suite,
    smoke: entry.smoke === true,
    run: runnerOf(entry),
  }));
  return tests;
}

/**
 * Whether a test is one of a few dozen that touch every suite, operation, dialect and rank. A filter for the second way
 * into kernels that the whole kit has judged.
 */
export function isSmokeTest({ smoke }: Pick<ConformanceTest, 'smoke'>): boolean {
  return smoke;
}

/** Tests of a caller's own cases, compared with the reference. */
export function testsOf(c: ConformanceCase): ConformanceTest[] {
  return OPERATION_NAMES.map((operation) => ({
    id: `custom/${c.name}/${operation}`,
    suite: 'custom',
    smoke: false,
    run: (adapter) => checkValues(adapter, c, operation, expectedOf(c, operation)),
  }));
}

function runnerOf(test: TestEntry): ConformanceTest['run'] {
  const { id, suite } = test;
  return async (adapter) => {
    const numbers = await numbersOf(suite);
    switch (test.check) {
      case 'values': {
        const { shape, values, magnitude, terms } = test.expected;
        const array = (offset: number) => numbers.subarray(offset);
        const expected = { shape, data: array(values), magnitude: array(magnitude), terms };
        return checkValues(adapter, caseOf(id, test, numbers), test.operation, expected);
      }
      case 'sameBits':
        return checkSameBits(adapter, caseOf(id, test, numbers), test.operation);
      case 'refused':
        return checkRefused(adapter, test);
      case 'noLeak':
        return checkNoLeak(adapter, test, numbers);
    }
  };
}
