import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contestsOf, type ResultsFile, rowsTable, valueAt } from './results.ts';

const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../../tooling/bench/results/${name}.json`, import.meta.url), 'utf8'),
  ) as ResultsFile;

const file: ResultsFile = {
  command: 'npm run bench -- some',
  date: '2026-01-01',
  machine: { cpu: 'some CPU', cores: 2, memoryGiB: 4, node: 'v20' },
  measurements: [
    { shape: 'A', direction: 'forward', medians: { composed: 20, ours: 2 } },
    { shape: 'A', direction: 'forward + gradients', medians: { composed: 90, ours: 3 } },
  ],
  geometricMeans: [
    { direction: 'forward', baseline: 'composed', baselineOverOurs: 10 },
    { direction: 'forward + gradients', baseline: 'composed', baselineOverOurs: 30 },
  ],
};

describe('valueAt', () => {
  it('follows names, indices and conditions', () => {
    expect(valueAt(file, 'machine.cores')).toBe(2);
    expect(valueAt(file, 'measurements.1.medians.ours')).toBe(3);
    expect(valueAt(file, 'geometricMeans.direction=forward + gradients,baseline=composed.baselineOverOurs')).toBe(30);
  });

  it('says which path leads nowhere', () => {
    expect(() => valueAt(file, 'measurements.shape=B.medians')).toThrow("nothing at 'measurements.shape=B.medians'");
  });
});

describe('rowsTable', () => {
  it('has the rows asked for', () => {
    const columns = { shape: 'Shape', 'medians.ours': 'ours, ms' };
    expect(rowsTable(file, 'measurements', columns, { direction: 'forward' })).toEqual({
      head: ['Shape', 'ours, ms'],
      rows: [['A', 2]],
    });
  });

  it('does not make an empty column', () => {
    expect(() => rowsTable(file, 'measurements', { 'medians.theirs': 'theirs' })).toThrow("has 'medians.theirs'");
    expect(() => rowsTable(file, 'measurements', { shape: 'Shape' }, { shape: 'B' })).toThrow("has 'shape'");
  });
});

describe('contestsOf', () => {
  it('has ours first, and the ratios of its direction', () => {
    const contests = contestsOf(file, 'forward');
    expect(contests).toMatchObject({ contestants: ['ours', 'composed'], means: { composed: 10 } });
    expect(contests.rows).toHaveLength(1);
    expect(() => contestsOf(file, 'backward')).toThrow("no contest 'backward'");
  });

  it.each(['tfjs-cpu', 'tfjs-wasm', 'tfjs-webgl', 'tfjs-webgpu', 'ort-wasm', 'ort-webgpu'])('reads %s', (name) => {
    const { contestants, rows, means } = contestsOf(read(name), 'forward');
    expect(rows).toHaveLength(4);
    for (const { medians } of rows)
      for (const contestant of contestants) expect(medians[contestant]).toBeGreaterThan(0);
    expect(Object.keys(means)).toEqual(expect.arrayContaining(contestants.slice(1)));
  });
});
