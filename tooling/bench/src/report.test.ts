import { describe, expect, it } from 'vitest';
import { type RuntimeBench, toResult, toTable } from './report.ts';

const bench: RuntimeBench = {
  runtime: 'tfjs test',
  version: '1.2.3',
  device: 'some GPU',
  measurements: [
    { shape: 'A', direction: 'forward', medians: { composed: 20, ours: 2, depthwise: 1 } },
    { shape: 'B', direction: 'forward', medians: { composed: 40, ours: 1, depthwise: 2 } },
    { shape: 'A', direction: 'forward + gradients', medians: { composed: 90, ours: 3 } },
  ],
  growth: [
    {
      quantity: 'N',
      points: [
        [1, 1],
        [2, 2],
      ],
      slope: 1,
    },
  ],
  peakBytes: [{ shape: 'A', bytes: { ours: 2 ** 20, composed: 3 * 2 ** 20 } }],
};

describe('a bench result', () => {
  it('has the geometric means of the ratios, by direction and rival', () => {
    const { geometricMeans } = toResult(bench, 'npm run bench');
    const rounded = geometricMeans.map((mean) => ({ ...mean, rivalOverOurs: +mean.rivalOverOurs.toFixed(9) }));
    expect(rounded).toMatchObject([
      { direction: 'forward', rival: 'composed', rivalOverOurs: 20 },
      { direction: 'forward', rival: 'depthwise', rivalOverOurs: 1, oursOverRival: 1 },
      { direction: 'forward + gradients', rival: 'composed', rivalOverOurs: 30 },
    ]);
  });

  it('prints as a table with the machine, the growth and the bytes', () => {
    const text = toTable(toResult(bench, 'npm run bench'));
    expect(text).toMatch(/^tfjs test 1\.2\.3, some GPU, .* cores, Node v/);
    expect(text).toMatch(/│ B +│ forward +│ 1\.00 +│ 40\.00 +│ 40\.00 +│ 2\.00 +│ 2\.00/);
    expect(text).toContain('slope of log time over log quantity: N 1.00');
    expect(text).toContain('most bytes on the device, forward + gradients:\n  A: ours 1.0 MiB, composed 3.0 MiB');
  });
});
