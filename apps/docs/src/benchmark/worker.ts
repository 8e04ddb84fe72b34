// Runs in a worker of its own: one runtime, timed.
import type { BrowserRuntime } from '@involution/bench/browser-results';
import type { Times } from '@involution/bench/contest';
import type { Direction } from '@involution/bench/report';
import type { Shape } from '@involution/bench/shapes';
import { UnavailableError } from '@involution/runtimes/runtime';
import { expose } from 'comlink';
import type { RuntimeId } from '../compute/runtimes.ts';
import { clockStep } from './clock.ts';
import type { OpenBench } from './open-bench.ts';
import { starters } from './starters.ts';

/** What a worker says of its runtime. */
export type OpenReport = (Omit<BrowserRuntime, 'measurements'> & { clockMs: number }) | { unavailable: string };

/** A run this many times as long as the clock's step is known to a percent. */
const CLOCK_STEPS = 100;

let bench: OpenBench;
let clockMs: number;

const calls = {
  async open(id: RuntimeId, threads: number): Promise<OpenReport> {
    clockMs = clockStep();
    try {
      bench = await starters[id](threads);
    } catch (error) {
      if (error instanceof UnavailableError) return { unavailable: error.message };
      throw error;
    }
    const { measure: _, ...report } = bench;
    return { ...report, clockMs };
  },
  measure: (
    shape: Shape,
    direction: Direction,
    runs: number,
    onContestant: (name: string) => void,
  ): Promise<Record<string, Times>> =>
    bench.measure(shape, direction, { runs, runMs: CLOCK_STEPS * clockMs, onContestant }),
};

/** What a worker does for its page. */
export type WorkerCalls = typeof calls;

expose(calls);
