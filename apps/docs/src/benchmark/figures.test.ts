import type { BrowserMeasurement } from '@involution/bench/browser-results';
import { describe, expect, it } from 'vitest';
import { meanRatios, rowsOf } from './figures.ts';
import type { ResultsFile } from './results.ts';

const times = (median: number) => ({
  runs: 5,
  callsPerRun: 4,
  min: median / 2,
  lowerQuartile: median,
  median,
  upperQuartile: median,
  max: median * 2,
});

const measurements: BrowserMeasurement[] = [
  {
    shape: 'A',
    direction: 'forward',
    multiplyAdds: 1,
    times: { composed: times(20), depthwise: times(1), ours: times(2) },
  },
  { shape: 'B', direction: 'forward', multiplyAdds: 1, times: { composed: times(400), ours: times(10) } },
  { shape: 'A', direction: 'forward + gradients', multiplyAdds: 3, times: { ours: times(3), composed: times(9) } },
];

const committed: ResultsFile = {
  command: 'npm run bench -- some',
  date: '2026-01-01',
  machine: { cpu: 'some CPU', cores: 2, memoryGiB: 4, node: 'v20' },
  measurements: [{ shape: 'A', direction: 'forward', medians: { composed: 50, fallback: 20, ours: 5 } }],
  geometricMeans: [],
};

describe('rowsOf', () => {
  it('has a row for each contestant, ours first, with its ratio to ours', () => {
    const rows = rowsOf(measurements);
    expect(rows.map(({ shape, contestant, ratio }) => [shape, contestant, ratio])).toEqual([
      ['A', 'ours', 1],
      ['A', 'composed', 10],
      ['A', 'depthwise', 0.5],
      ['B', 'ours', 1],
      ['B', 'composed', 40],
      ['A', 'ours', 1],
      ['A', 'composed', 3],
    ]);
  });

  it('has the committed result of the same contest, where there is one', () => {
    expect(rowsOf(measurements, committed).map((row) => row.committed)).toEqual([
      { median: 5, ratio: 1 },
      { median: 50, ratio: 10 },
      ...new Array(5).fill(undefined),
    ]);
  });
});

it('has the geometric means over the shapes of a direction', () => {
  const means = meanRatios(rowsOf(measurements));
  expect(means.map((mean) => ({ ...mean, ratio: +mean.ratio.toFixed(9) }))).toEqual([
    { direction: 'forward', contestant: 'composed', ratio: 20, contests: 2 },
    { direction: 'forward', contestant: 'depthwise', ratio: 0.5, contests: 1 },
    { direction: 'forward + gradients', contestant: 'composed', ratio: 3, contests: 1 },
  ]);
});
