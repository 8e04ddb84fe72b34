import type { TestResult } from '@involution/conformance';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { Run } from './run.ts';

/** Tests of a backend that did not pass for the same reason. */
export interface Note {
  readonly backend: RuntimeId;
  readonly status: Exclude<TestResult['status'], 'passed'>;
  readonly reason: string;
  /** Of the tests. */
  readonly ids: readonly string[];
}

const ORDER: readonly Note['status'][] = ['failed', 'expected-fail', 'not-supported'];

/** What did not pass, failures first. */
export function notesOf(runs: readonly Run[]): Note[] {
  return ORDER.flatMap((status) =>
    runs.flatMap(({ id: backend, results }) => {
      const own = results.filter((result) => result.status === status);
      const reasons = [...new Set(own.map(({ message = '' }) => message))];
      return reasons.map((reason) => ({
        backend,
        status,
        reason,
        ids: own.filter(({ message = '' }) => message === reason).map(({ id }) => id),
      }));
    }),
  );
}
