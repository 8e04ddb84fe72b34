import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BrowserResults } from './browser-results.ts';
import { problemsOf } from './check-browser-results.ts';

const folder = new URL('../results/browsers/', import.meta.url);
const files = readdirSync(folder);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as BrowserResults;

describe('results/browsers', () => {
  it.each(files)('%s is what the benchmark page writes', (name) => {
    expect(name).toMatch(/^[a-z0-9-]+\.json$/);
    expect(problemsOf(read(name))).toEqual([]);
  });
});

describe('problemsOf', () => {
  const right = read(files[0]!);
  /** The file with another measurement at first place. */
  const withFirst = (change: object) => {
    const [runtime, ...others] = right.runtimes;
    const [measurement, ...rest] = runtime!.measurements;
    return { ...right, runtimes: [{ ...runtime, measurements: [{ ...measurement, ...change }, ...rest] }, ...others] };
  };

  it('finds what the schema does not know', () => {
    expect(problemsOf({ ...right, date: 'today' })).toEqual([expect.stringMatching(/^\/date must match pattern/)]);
    expect(problemsOf({ ...right, name: 'me' })).toEqual([expect.stringContaining('additional properties')]);
    expect(problemsOf(withFirst({ times: {} }))).toContain(
      "/runtimes/0/measurements/0/times must have required property 'ours'",
    );
    expect(problemsOf([])).toEqual(['the file must be object']);
  });

  it('finds numbers that no page has measured', () => {
    const { times } = right.runtimes[0]!.measurements[0]!;
    const tooFast = { ...times, ours: { ...times.ours, median: times.ours!.min / 2 } };
    expect(problemsOf(withFirst({ times: tooFast }))).toEqual([expect.stringMatching(/quantiles of ours/)]);
    expect(problemsOf(withFirst({ shape: '1×1×1, K = 1' }))).toEqual([expect.stringMatching(/not a shape/)]);
    expect(problemsOf(withFirst({ multiplyAdds: 1 }))).toEqual([expect.stringMatching(/multiplyAdds is wrong/)]);
  });
});
