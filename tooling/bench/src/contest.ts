import { Bench } from 'tinybench';

/** What is timed against each other, by name; each function finishes its work before it resolves. */
export type Contestants = Readonly<Record<string, () => Promise<void>>>;

/** Median milliseconds of each contestant. */
export type Medians = Readonly<Record<string, number>>;

/** Times contestants one after the other in this process: at least three runs each, and at least half a second. */
export async function contest(contestants: Contestants): Promise<Medians> {
  const bench = new Bench({ time: 500, iterations: 3, warmupTime: 0, warmupIterations: 1, throws: true });
  for (const [name, run] of Object.entries(contestants)) bench.add(name, run);
  await bench.run();
  return Object.fromEntries(
    bench.tasks.map(({ name, result }) => {
      if (result.state !== 'completed') throw new Error(`${name} did not complete`);
      return [name, result.latency.p50];
    }),
  );
}
