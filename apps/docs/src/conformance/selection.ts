import type { ConformanceTest, SuiteName } from '@involution/conformance';

/** Which tests of the kit to run. */
export interface Selection {
  readonly suites: readonly SuiteName[];
  /** Of these suites, only the few dozen tests that touch every suite, operation, dialect and rank. */
  readonly smokeOnly: boolean;
}

export function isSelected({ suites, smokeOnly }: Selection, test: Pick<ConformanceTest, 'suite' | 'smoke'>): boolean {
  return suites.some((suite) => suite === test.suite) && (test.smoke || !smokeOnly);
}

/** What a page says of a suite before anything is loaded. */
export interface SuiteInfo {
  readonly name: SuiteName;
  readonly tests: number;
  readonly smokeTests: number;
  /** Of its file of numbers, which is loaded whole. */
  readonly bytes: number;
}

/** How many tests a selection has, and the bytes of numbers that they need. */
export function extentOf(selection: Selection, suites: readonly SuiteInfo[]): { tests: number; bytes: number } {
  const chosen = suites.filter(({ name }) => selection.suites.includes(name));
  const sum = (count: (suite: SuiteInfo) => number) => chosen.reduce((total, suite) => total + count(suite), 0);
  return {
    tests: sum(({ tests, smokeTests }) => (selection.smokeOnly ? smokeTests : tests)),
    bytes: sum(({ bytes }) => bytes),
  };
}
