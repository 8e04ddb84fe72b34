import { makeReport } from '@involution/conformance';
import { expect, it } from 'vitest';
import { toIssue, toJson } from './export.ts';

const environment = { userAgent: 'Browser 1', crossOriginIsolated: true, threads: 8, date: '2030-01-02T03:04:05.000Z' };
const report = {
  ...makeReport(
    {
      adapter: 'fake',
      capabilities: { dataFormat: 'channelsLast', gradInput: true, gradKernel: true, liveAllocations: true },
      unitRoundoff: 2 ** -24,
    },
    [
      {
        id: 'range/a',
        suite: 'range',
        status: 'failed',
        message: 'is far off',
        worst: {
          normalizedError: Number.POSITIVE_INFINITY,
          position: [0, 1],
          actual: Number.NaN,
          expected: 1,
          bound: 0,
        },
      },
    ],
  ),
  version: '4.2',
  device: 'a GPU',
};

it('an issue has the environment, the device, the counts and every failing case', () => {
  const text = toIssue(environment, [report]);
  for (const part of ['Browser 1', 'fake: version 4.2 on a GPU', '| fake | range | 0 | 1 |', '`range/a` is far off']) {
    expect(text).toContain(part);
  }
});

it('the file is JSON, with the numbers that JSON lacks by their names', () => {
  const { environment: there, reports } = JSON.parse(toJson(environment, [report]));
  expect(there).toEqual(environment);
  expect(reports[0]).toMatchObject({
    device: 'a GPU',
    failed: 1,
    worst: { normalizedError: 'Infinity', actual: 'NaN' },
  });
});
