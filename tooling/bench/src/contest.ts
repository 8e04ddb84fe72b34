import { Bench } from 'tinybench';

/** What is timed against each other, by name; each function finishes its work before it resolves. */
export type Contestants = Readonly<Record<string, () => Promise<void>>>;

/** Median milliseconds of each contestant. */
export type Medians = Readonly<Record<string, number>>;

/** A contestant that takes longer than this is run no more than once. */
const TOO_SLOW_MS = 4000;

/**
 * Times contestants one after the other in this process: after a run to warm up, at least three runs each and at least
 * half a second. Of a very slow one the first run has to do.
 */
export async function contest(contestants: Contestants): Promise<Medians> {
  const medians: Record<string, number> = {};
  const bench = new Bench({ time: 500, iterations: 3, warmup: false, throws: true });
  for (const [name, run] of Object.entries(contestants)) {
    const start = performance.now();
    await run();
    medians[name] = performance.now() - start;
    if (medians[name] < TOO_SLOW_MS) bench.add(name, run);
  }
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name} did not complete`);
    medians[name] = result.latency.p50;
  }
  return medians;
}
