import { OPERATION_NAMES, type Operation } from '@involution/core';

/** Results of a whole run of the conformance kit, as far as they are read here: a status by test. */
export type Results = Readonly<Record<string, readonly [status: string, ...rest: unknown[]]>>;

/** What a run of the kit found, in numbers of tests. */
export interface Tally {
  /** Passed, by operation; a test of no operation is in none. */
  readonly passed: Readonly<Record<Operation, number>>;
  readonly allPassed: number;
  readonly failed: number;
  readonly expectedToFail: number;
  readonly notSupported: number;
}

export function tallyOf(results: Results): Tally {
  const ids = Object.keys(results);
  const count = (status: string, operation = '') =>
    ids.filter((id) => results[id]![0] === status && id.endsWith(operation)).length;
  const passed = OPERATION_NAMES.map((operation) => [operation, count('passed', `/${operation}`)] as const);
  return {
    passed: Object.fromEntries(passed) as Record<Operation, number>,
    allPassed: count('passed'),
    failed: count('failed'),
    expectedToFail: count('expected-fail'),
    notSupported: count('not-supported'),
  };
}
