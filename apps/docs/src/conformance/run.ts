import { type ConformanceReport, makeReport, type TestResult } from '@involution/conformance';
import { UnavailableError } from '@involution/runtimes/runtime';
import type { RuntimeId } from '../compute/runtimes.ts';
import { runKit } from './client.ts';
import type { Subject } from './kit.ts';
import type { Selection } from './selection.ts';

/** The kit on one runtime, as far as it has come. */
export interface Run {
  readonly id: RuntimeId;
  readonly state: 'waiting' | 'starting' | 'running' | 'done' | 'stopped' | 'unavailable' | 'broken';
  /** Why the runtime is unavailable, or what broke the run. */
  readonly problem?: string;
  /** Known once the runtime has started. */
  readonly subject?: Subject;
  readonly results: readonly TestResult[];
}

/** What {@link runAll} needs beside the runtimes and the tests. */
export interface RunAllOptions {
  /** Called with each run, whenever something about it has changed. */
  onChange(run: Run): void;
  /** Stops the run that goes on, and the ones that wait. */
  signal: AbortSignal;
  /** For tests. */
  runOn?: typeof runKit;
}

/** Runs tests of the kit on some runtimes, one after the other: at the same time they would wait for the same processors. */
export async function runAll(
  ids: readonly RuntimeId[],
  selection: Selection,
  { onChange, signal, runOn = runKit }: RunAllOptions,
): Promise<void> {
  for (const id of ids) onChange({ id, state: 'waiting', results: [] });
  for (const id of ids) {
    let run: Run = { id, state: 'starting', results: [] };
    const change = (changes: Partial<Run>) => {
      run = { ...run, ...changes };
      onChange(run);
    };
    try {
      change({});
      const listener = {
        onStart: (subject: Subject) => change({ state: 'running', subject }),
        onResults: (results: TestResult[]) => change({ results: [...run.results, ...results] }),
      };
      await runOn(id, selection, listener, signal);
      change({ state: 'done' });
    } catch (error) {
      if (signal.aborted) change({ state: 'stopped' });
      else if (error instanceof UnavailableError) change({ state: 'unavailable', problem: error.message });
      else change({ state: 'broken', problem: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** The kit's report of the tests that have been run; `undefined` where there were none. */
export function reportOf({ subject, results }: Run): ConformanceReport | undefined {
  return subject && results.length > 0 ? makeReport(subject, [...results]) : undefined;
}
