import type { TestResult } from '@involution/conformance';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { KernelsId } from './kernels.ts';

/** What came of a test: its status and, where values were compared, the worst normalized error. */
export type Outcome = readonly [status: TestResult['status'], error?: number | 'Infinity'];

/** Where reference results come from. */
export interface ReferenceSource {
  readonly runtime: RuntimeId | KernelsId;
  /** The JavaScript engine's host, with its version. */
  readonly engine: string;
  /** Of the host framework. Bare kernels have none. */
  readonly version?: string;
  /** What computes, in words. */
  readonly device: string;
  readonly machine: string;
  /** Year, month and day. */
  readonly date: string;
}

/** Committed results of a whole run of the kit: a file in `results/`, written by `cli.ts`. */
export interface Reference extends ReferenceSource {
  /** What finds the same again. */
  readonly command: string;
  /** What a GPU offers that not every one does. */
  readonly features?: readonly string[];
  readonly counts: Readonly<Record<'passed' | 'failed' | 'expectedFail' | 'notSupported', number>>;
  /** The largest normalized error, to three digits, and where. */
  readonly worst?: { readonly id: string; readonly normalizedError: number };
  /** Reasons by tests. */
  readonly knownFailures: Readonly<Record<string, string>>;
  readonly results: Readonly<Record<string, Outcome>>;
}

/** Errors are kept to three digits, and compared so. */
export function outcomeOf({ status, worst }: Pick<TestResult, 'status' | 'worst'>): Outcome {
  if (worst === undefined) return [status];
  const error = Number(worst.normalizedError);
  return [status, Number.isFinite(error) ? Number(error.toPrecision(3)) : 'Infinity'];
}

/** A test that came out in another way than in the reference results. */
export interface Difference {
  readonly id: string;
  readonly here: Outcome;
  readonly there: Outcome;
}

/** What results and reference results have in common, and what not. */
export interface Comparison {
  /** The same status and the same error, to three digits. */
  readonly same: number;
  /** Another status: what to look at. */
  readonly statuses: readonly Difference[];
  /** The same status with another error, as devices that sum in another order have; the largest difference first. */
  readonly errors: readonly Difference[];
  /** Run here, but not there. */
  readonly unknown: readonly string[];
}

export function compareWith(reference: Pick<Reference, 'results'>, results: readonly TestResult[]): Comparison {
  const pairs = results.map((result) => ({
    id: result.id,
    here: outcomeOf(result),
    there: reference.results[result.id],
  }));
  const known = pairs.filter((pair): pair is Difference => pair.there !== undefined);
  const statuses = known.filter(({ here, there }) => here[0] !== there[0]);
  const errors = known.filter(({ here, there }) => here[0] === there[0] && here[1] !== there[1]);
  const distance = ({ here, there }: Difference) => Math.abs(Number(here[1] ?? 0) - Number(there[1] ?? 0));
  return {
    same: known.length - statuses.length - errors.length,
    statuses,
    errors: errors.sort((a, b) => distance(b) - distance(a)),
    unknown: pairs.filter(({ there }) => there === undefined).map(({ id }) => id),
  };
}
