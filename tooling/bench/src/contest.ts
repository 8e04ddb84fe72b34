import { median, quantileSorted } from 'simple-statistics';
import { Bench } from 'tinybench';

/** Calls something so many times and resolves when all that work is finished. */
export type Run = (calls: number) => Promise<void>;

/** What is timed against each other, by name. */
export type Contestants = Readonly<Record<string, Run>>;

/** Median milliseconds of one call of each contestant. */
export type Medians = Readonly<Record<string, number>>;

/** How long one call takes, in milliseconds, over all runs. */
export interface Times {
  runs: number;
  /** In a row, in each run. */
  callsPerRun: number;
  min: number;
  lowerQuartile: number;
  median: number;
  upperQuartile: number;
  max: number;
}

/** How a contest is held. */
export interface ContestOptions {
  /** The least number of runs. Default: 3. */
  runs?: number;
  /** The least milliseconds that a run takes, for a clock that is not precise. Default: 0. */
  runMs?: number;
  /** Is told each contestant's name before it warms up and before it is timed. */
  onContestant?: (name: string) => void;
}

/** What takes longer than this is run no more than once. */
const TOO_SLOW_MS = 4000;
/** What takes less than this is called several times a run: waiting for a GPU costs milliseconds by itself. */
const QUICK_MS = 500;
const CALLS_OF_QUICK = 4;
const MAX_CALLS = 1000;

/**
 * Times contestants one after the other in this process: after a run to warm up, so many runs each and at least half a
 * second. Of a very slow one the first run has to do.
 */
export async function timesOf(
  contestants: Contestants,
  { runs = 3, runMs = 0, onContestant }: ContestOptions = {},
): Promise<Record<string, Times>> {
  const times: Record<string, Times> = {};
  const calls: Record<string, number> = {};
  const bench = new Bench({ time: 500, iterations: runs, warmup: false, throws: true, retainSamples: true });
  for (const [name, run] of Object.entries(contestants)) {
    onContestant?.(name);
    const first = await millisecondsOf(() => run(1));
    if (first >= TOO_SLOW_MS) {
      times[name] = summaryOf([first], 1);
      continue;
    }
    calls[name] = first >= QUICK_MS ? 1 : await callsFor(run, runMs);
    // An async function by its syntax: of any other, tinybench finds out by a call that it does not wait for.
    bench.add(name, async () => await run(calls[name]!), { beforeAll: () => onContestant?.(name) });
  }
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} did not complete`);
    times[name] = summaryOf(result.latency.samples!, calls[name]!);
  }
  return times;
}

/** {@link timesOf}, for who wants no more than the medians. */
export async function contest(contestants: Contestants, runs?: number): Promise<Medians> {
  return mediansOf(await timesOf(contestants, { runs }));
}

/** In which threads fall asleep that stay awake after a run, as onnxruntime's do for some 40 ms. */
const PAUSE_MS = 100;

/**
 * Times contestants in turns, so many single calls each after one to warm up: where a machine is slower for a while, it is so for all
 * of them.
 */
export async function contestInTurns(contestants: Contestants, runs: number): Promise<Medians> {
  const samples = Object.keys(contestants).map((): number[] => []);
  for (let turn = 0; turn <= runs; turn++) {
    for (const [k, run] of Object.values(contestants).entries()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const milliseconds = await millisecondsOf(() => run(1));
      if (turn > 0) samples[k]!.push(milliseconds);
    }
  }
  return Object.fromEntries(Object.keys(contestants).map((name, k) => [name, median(samples[k]!)]));
}

export function mediansOf(times: Readonly<Record<string, Times>>): Medians {
  return Object.fromEntries(Object.entries(times).map(([name, { median }]) => [name, median]));
}

async function callsFor(run: Run, runMs: number): Promise<number> {
  if (runMs === 0) return CALLS_OF_QUICK;
  // Not by the first calls, which compile.
  const trials: number[] = [];
  for (let trial = 0; trial < 3; trial++) trials.push(await millisecondsOf(() => run(CALLS_OF_QUICK)));
  const oneMs = Math.min(...trials) / CALLS_OF_QUICK;
  return Math.min(MAX_CALLS, Math.max(CALLS_OF_QUICK, Math.ceil(runMs / oneMs)));
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** @param samples Milliseconds of each run, from the least. */
function summaryOf(samples: readonly number[], callsPerRun: number): Times {
  const quantile = (share: number) => quantileSorted([...samples], share) / callsPerRun;
  return {
    runs: samples.length,
    callsPerRun,
    min: quantile(0),
    lowerQuartile: quantile(0.25),
    median: quantile(0.5),
    upperQuartile: quantile(0.75),
    max: quantile(1),
  };
}
