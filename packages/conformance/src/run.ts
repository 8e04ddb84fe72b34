import type { ConformanceAdapter } from './adapter.ts';
import type { ConformanceCase } from './case.ts';
import { type ConformanceReport, describeAdapter, makeReport, type TestResult } from './report.ts';
import { type ConformanceTest, failed, type Outcome } from './test-definition.ts';
import { conformanceTests, testsOf } from './tests.ts';

export interface ConformanceRunOptions {
  /** Compare these cases with the reference, in place of the kit's own tests. */
  cases?: readonly ConformanceCase[];
  /** Run only the tests for which this is true. Default: all. */
  filter?: (test: Pick<ConformanceTest, 'id' | 'suite' | 'smoke'>) => boolean;
  /** Called after each test. */
  onResult?: (result: TestResult) => void;
}

/**
 * Runs the kit on a backend and reports what it found. A failing test does not end the run.
 *
 * @param adapter The backend; `init` and `dispose` are called here.
 * @throws Error when `knownFailures` names a test that does not exist, and whatever `init` or `dispose` throws.
 */
export async function runConformance(
  adapter: ConformanceAdapter,
  { cases, filter = () => true, onResult }: ConformanceRunOptions = {},
): Promise<ConformanceReport> {
  const tests = cases ? cases.flatMap(testsOf) : conformanceTests();
  if (!cases) checkKnownFailures(adapter);
  const results: TestResult[] = [];
  await adapter.init();
  try {
    for (const test of tests.filter(filter)) {
      const result = await runTest(adapter, test);
      results.push(result);
      onResult?.(result);
    }
  } finally {
    await adapter.dispose();
  }
  return makeReport(describeAdapter(adapter), results);
}

/** Runs one test and weighs its outcome against the list of known failures. */
export async function runTest(adapter: ConformanceAdapter, test: ConformanceTest): Promise<TestResult> {
  const outcome = await outcomeOf(adapter, test);
  const { id, suite } = test;
  const reason = adapter.knownFailures[id];
  if (reason === undefined) return { id, suite, ...outcome };
  if (outcome.status === 'failed') return { id, suite, ...outcome, status: 'expected-fail', message: reason };
  return {
    id,
    suite,
    ...failed(`is listed as a known failure (${reason}) but ${outcome.status}: remove it from the list`),
  };
}

/** Refuses a list of known failures with an entry that no test has: a renamed test must not hide in it. */
export function checkKnownFailures(adapter: ConformanceAdapter): void {
  const ids = new Set(conformanceTests().map((test) => test.id));
  const unknown = Object.keys(adapter.knownFailures).filter((id) => !ids.has(id));
  if (unknown.length > 0) {
    throw new Error(`knownFailures of ${adapter.name} name tests that do not exist: ${unknown.join(', ')}`);
  }
}

async function outcomeOf(adapter: ConformanceAdapter, test: ConformanceTest): Promise<Outcome> {
  try {
    return await test.run(adapter);
  } catch (error) {
    return failed(error instanceof Error ? `threw ${error.name}: ${error.message}` : `threw ${String(error)}`);
  }
}
