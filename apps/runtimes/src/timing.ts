import type { NdArray } from '@involution/core';
import type { Call } from './call.ts';
import type { StartedRuntime } from './runtime.ts';

/** A call is run less often once it has taken this long. */
const TIME_BUDGET_MS = 1000;

/** Runs a call at most `maxRuns` times. The first warms up, and counts only where it has used up the time. */
export async function timeCall(
  started: StartedRuntime,
  call: Call,
  maxRuns: number,
): Promise<{ result: NdArray; medianMs: number }> {
  const prepared = await started.prepare(call);
  try {
    const first = await prepared.run();
    const result = await prepared.result();
    const times: number[] = first < TIME_BUDGET_MS && maxRuns > 1 ? [] : [first];
    const spent = () => times.reduce((sum, time) => sum + time, 0);
    while (times.length < maxRuns && spent() < TIME_BUDGET_MS) times.push(await prepared.run());
    return { result, medianMs: times.sort((a, b) => a - b)[times.length >> 1]! };
  } finally {
    await prepared.dispose();
  }
}
