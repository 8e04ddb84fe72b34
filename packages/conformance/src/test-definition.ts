import type { Operation } from '@involution/core';
import type { ConformanceAdapter, OperationFunction } from './adapter.ts';
import type { WorstError } from './judge.ts';
import type { SuiteName } from './manifest.ts';

/** What a test found. */
export type Outcome =
  | { status: 'passed'; worst?: WorstError }
  | { status: 'failed'; message: string; worst?: WorstError }
  | { status: 'not-supported'; message: string };

/** One check of a backend. */
export interface ConformanceTest {
  /** `suite/case` or `suite/case/operation`: what a list of known failures names. */
  id: string;
  /** Tests of a caller's own cases are `'custom'`. */
  suite: SuiteName | 'custom';
  /** See {@link isSmokeTest}. */
  smoke: boolean;
  /** Runs the check. What it throws counts as a failure. */
  run(adapter: ConformanceAdapter): Promise<Outcome>;
}

/** An adapter's function for an operation, bound to it, or `undefined` where the backend has no gradients. */
export function functionFor(adapter: ConformanceAdapter, operation: Operation): OperationFunction | undefined {
  return adapter[operation]?.bind(adapter);
}

export const passed = (worst?: WorstError): Outcome => ({ status: 'passed', worst });
export const failed = (message: string, worst?: WorstError): Outcome => ({ status: 'failed', message, worst });
export const notSupported = (message: string): Outcome => ({ status: 'not-supported', message });
