import { Bench } from 'tinybench';

/** Calls something so many times and resolves when all that work is finished. */
export type Run = (calls: number) => Promise<void>;

/** What is timed against each other, by name. */
export type Contestants = Readonly<Record<string, Run>>;

/** Median milliseconds of one call of each contestant. */
export type Medians = Readonly<Record<string, number>>;

/** What takes longer than this is run no more than once. */
const TOO_SLOW_MS = 4000;
/** What takes less than this is called several times a run: waiting for a GPU costs milliseconds by itself. */
const QUICK_MS = 500;
const CALLS_OF_QUICK = 4;

/**
 * Times contestants one after the other in this process: after a run to warm up, at least three runs each and at least
 * half a second. Of a very slow one the first run has to do.
 *
 * @param runs The least number of runs. Default 3.
 */
export async function contest(contestants: Contestants, runs = 3): Promise<Medians> {
  const medians: Record<string, number> = {};
  const calls: Record<string, number> = {};
  const bench = new Bench({ time: 500, iterations: runs, warmup: false, throws: true });
  for (const [name, run] of Object.entries(contestants)) {
    const start = performance.now();
    await run(1);
    medians[name] = performance.now() - start;
    calls[name] = medians[name] < QUICK_MS ? CALLS_OF_QUICK : 1;
    // An async function by its syntax: of any other, tinybench finds out by a call that it does not wait for.
    if (medians[name] < TOO_SLOW_MS) bench.add(name, async () => await run(calls[name]!));
  }
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} did not complete`);
    medians[name] = result.latency.p50 / calls[name]!;
  }
  return medians;
}
