import { describe, expect, it } from 'vitest';
import { contestInTurns, mediansOf, timesOf } from './contest.ts';

const busy = (ms: number) => async (calls: number) => {
  const end = performance.now() + ms * calls;
  while (performance.now() < end);
};

describe('timesOf', () => {
  it('has the spread of one call, and says who runs', async () => {
    const seen: string[] = [];
    const times = await timesOf(
      { long: busy(40), short: busy(2) },
      { runs: 5, onContestant: (name) => seen.push(name) },
    );
    const { runs, callsPerRun, min, lowerQuartile, median, upperQuartile, max } = times.short!;
    expect(runs).toBeGreaterThanOrEqual(5);
    expect(callsPerRun).toBe(4);
    expect([min, lowerQuartile, median, upperQuartile, max]).toEqual(
      [min, lowerQuartile, median, upperQuartile, max].sort((a, b) => a - b),
    );
    expect(min).toBeGreaterThanOrEqual(2);
    expect(times.long!.median).toBeGreaterThan(median);
    expect(mediansOf(times)).toEqual({ long: times.long!.median, short: median });
    expect(seen).toEqual(['long', 'short', 'long', 'short']);
  });

  it('calls what is quick more often for a clock that is not precise', async () => {
    const { quick } = await timesOf({ quick: busy(0.5) }, { runMs: 20 });
    expect(quick!.callsPerRun).toBeGreaterThan(4);
    expect(quick!.callsPerRun).toBeLessThanOrEqual(40);
  });
});

it('contestInTurns lets each run once in every turn, and leaves out the first', async () => {
  const seen: string[] = [];
  const as = (name: string, milliseconds: number[]) => async (calls: number) => {
    seen.push(name);
    await busy(milliseconds.shift()!)(calls);
  };
  const medians = await contestInTurns({ a: as('a', [60, 1, 2, 3]), b: as('b', [1, 30, 30, 30]) }, 3);
  expect(seen.join('')).toBe('abababab');
  expect(medians.a).toBeLessThan(medians.b!);
  expect(medians.b).toBeGreaterThanOrEqual(30);
});
