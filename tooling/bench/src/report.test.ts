import { describe, expect, it } from 'vitest';
import { growthOf } from './growth.ts';
import { type RuntimeBench, type RuntimeResult, toOutput } from './report.ts';

const bench: RuntimeBench = {
  runtime: 'tfjs test',
  version: '1.2.3',
  device: 'some GPU',
  measurements: [
    { shape: 'A', direction: 'forward', multiplyAdds: 5e6, medians: { composed: 20, ours: 2, depthwise: 1 } },
    { shape: 'B', direction: 'forward', multiplyAdds: 5e6, medians: { composed: 40, ours: 1, depthwise: 2 } },
    { shape: 'A', direction: 'forward + gradients', multiplyAdds: 15e6, medians: { composed: 90, ours: 3 } },
  ],
  growth: [
    growthOf('N', [
      [1, 11],
      [2, 12],
    ]),
  ],
  peakBytes: [{ shape: 'A', bytes: { ours: 2 ** 20, composed: 3 * 2 ** 20 } }],
};

describe('a bench result', () => {
  it('has the geometric means of the ratios, by direction and baseline', () => {
    const { geometricMeans } = toOutput(bench).result as RuntimeResult;
    const rounded = geometricMeans.map((mean) => ({ ...mean, baselineOverOurs: +mean.baselineOverOurs.toFixed(9) }));
    expect(rounded).toMatchObject([
      { direction: 'forward', baseline: 'composed', baselineOverOurs: 20 },
      { direction: 'forward', baseline: 'depthwise', baselineOverOurs: 1, oursOverBaseline: 1 },
      { direction: 'forward + gradients', baseline: 'composed', baselineOverOurs: 30 },
    ]);
  });

  it('prints as a table with the machine, the growth and the bytes', () => {
    const text = toOutput(bench).table;
    expect(text).toMatch(/^tfjs test 1\.2\.3, some GPU, .* cores, Node v/);
    expect(text).toMatch(/│ B +│ forward +│ 1\.00 +│ 40\.00 +│ 40\.00 +│ 2\.00 +│ 2\.00/);
    expect(text).not.toContain('GFLOP/s');
    expect(text).toContain('N: slope of log time over log quantity 0.13; line 10.0 ms + 1.00 ms each, R² 1.000');
    expect(text).toContain('most bytes on the device, forward + gradients:\n  A: ours 1.0 MiB, composed 3.0 MiB');
  });

  it('has the share of the peak where the machine was measured', () => {
    const text = toOutput({ ...bench, limits: { gigaflops: 50, copyGigabytes: 8 } }).table;
    expect(text).toContain('peak of multiply and add in registers 50.0 GFLOP/s, copy 8.0 GB/s');
    // 10⁷ operations in a millisecond.
    expect(text).toMatch(/│ B +│ forward +│ 1\.000 +│ 10\.0 +│ 20 % +│ 40\.00 +│ 40\.00/);
  });
});
