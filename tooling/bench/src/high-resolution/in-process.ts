// What each process of `high-resolution.ts` does: it measures its memory, and prints what it saw as JSON.
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Begins to measure the memory that this process has in RAM, on Linux.
 *
 * @returns Tells the most bytes since then, beyond those that it had.
 */
export function measurePeak(): () => number {
  // Forgets the highest resident set so far.
  writeFileSync('/proc/self/clear_refs', '5');
  const highest = () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  const before = highest();
  return () => highest() - before;
}

/** Prints what some work gives, or its error, and ends the process: what runs out of memory may not end by itself. */
export async function printResult(work: () => Promise<object>): Promise<void> {
  const result = await work().catch((error: unknown) => ({
    error: error instanceof Error ? error.message : `${error}`,
  }));
  process.stdout.write(`\n${JSON.stringify(result)}`, () => process.exit(0));
}
