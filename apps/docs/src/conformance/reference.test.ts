import { readdirSync, readFileSync } from 'node:fs';
import { conformanceTests, type TestResult } from '@involution/conformance';
import { describe, expect, it } from 'vitest';
import { RUNTIMES } from '../compute/runtimes.ts';
import { KERNELS } from './kernels.ts';
import { compareWith, outcomeOf, type Reference } from './reference.ts';

const worst = (normalizedError: number) => ({ normalizedError, position: [0], actual: 0, expected: 0, bound: 1 });
const result = (id: string, status: TestResult['status'], error?: number): TestResult => ({
  id: `errors/${id}`,
  suite: 'errors',
  status,
  ...(error !== undefined && { worst: worst(error) }),
});

describe('compareWith', () => {
  it('tells apart another status, another error, and what is not known', () => {
    const reference = {
      results: {
        'errors/same': ['passed', 0.123],
        'errors/near': ['passed', 0.2],
        'errors/far': ['passed', 0.2],
        'errors/status': ['failed'],
      },
    } as const;
    const here = [
      result('same', 'passed', 0.12345),
      result('near', 'passed', 0.25),
      result('far', 'passed', 0.9),
      result('status', 'passed'),
      result('new', 'passed'),
    ];
    const { same, statuses, errors, unknown } = compareWith(reference, here);
    expect(same).toBe(1);
    expect(statuses).toEqual([{ id: 'errors/status', here: ['passed'], there: ['failed'] }]);
    expect(errors.map(({ id }) => id)).toEqual(['errors/far', 'errors/near']);
    expect(unknown).toEqual(['errors/new']);
  });
});

it('an error that JSON lacks is kept by its name', () => {
  const outcome = outcomeOf(result('a', 'failed', Number.POSITIVE_INFINITY));
  expect(JSON.parse(JSON.stringify(outcome))).toEqual(['failed', 'Infinity']);
});

describe('the committed reference results', () => {
  const folder = new URL('results/', import.meta.url);
  const files = readdirSync(folder);
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Reference;

  it('are there for every runtime, and for bare kernels', () => {
    const ids = [...RUNTIMES, ...KERNELS].map(({ id }) => id);
    expect(new Set(files.map((file) => read(file).runtime))).toEqual(new Set(ids));
  });

  it.each(files)('%s has all tests of the kit, and none failed', (file) => {
    const { results } = read(file);
    expect(Object.keys(results)).toEqual(conformanceTests().map(({ id }) => id));
    expect(Object.entries(results).filter(([, [status]]) => status === 'failed')).toEqual([]);
  });
});
