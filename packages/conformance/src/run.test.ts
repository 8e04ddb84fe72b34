import { involution } from '@involution/core';
import { describe, expect, it } from 'vitest';
import type { ConformanceAdapter } from './adapter.ts';
import { makeCase } from './case.ts';
import { describeAdapter, makeReport, reportToJson, reportToMarkdown } from './report.ts';
import { runConformance } from './run.ts';

/** The reference as a float32 backend without gradients. */
function forwardOnly(change: Partial<ConformanceAdapter> = {}): ConformanceAdapter {
  return {
    name: 'forward only',
    capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3] },
    knownFailures: {},
    unitRoundoff: 2 ** -24,
    init() {},
    forward: ({ x, kernel, options }) => involution(x, kernel, options),
    dispose() {},
    ...change,
  };
}

const onlyErrors = { filter: ({ suite }: { suite: string }) => suite === 'errors' };

describe('runConformance', () => {
  it('counts what a backend does not support apart from failures', async () => {
    const report = await runConformance(
      forwardOnly({
        capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3], channelGroupings: ['blocked'] },
      }),
    );
    expect(report.failed).toBe(0);
    expect(report.capabilities.gradInput).toBe(false);
    const gradient = report.results.find((result) => result.id.endsWith('/gradInput'));
    expect(gradient).toMatchObject({ status: 'not-supported', message: 'forward only has no gradInput.' });
    expect(report.results.some((result) => result.message?.includes('does not take interleaved'))).toBe(true);
    expect(report.suites.find((suite) => suite.suite === 'leaks')?.notSupported).toBe(2);
  });

  it("reports as a runner of the caller's own does with the same results", async () => {
    const adapter = forwardOnly();
    const report = await runConformance(adapter, onlyErrors);
    expect(report.results.length).toBeGreaterThan(0);
    expect(makeReport(structuredClone(describeAdapter(adapter)), report.results)).toEqual(report);
  });

  it('weighs known failures: a failing one is expected, a passing one is a failure', async () => {
    const accepting = { forward: () => ({ data: [], shape: [] }) };
    const [first] = (await runConformance(forwardOnly(accepting), onlyErrors)).results;
    const knownFailures = { [first!.id]: 'the host swallows errors' };
    const failing = await runConformance(forwardOnly({ ...accepting, knownFailures }), onlyErrors);
    expect(failing.expectedFail).toBe(1);
    expect(failing.results[0]).toMatchObject({ status: 'expected-fail', message: 'the host swallows errors' });
    const passing = await runConformance(forwardOnly({ knownFailures }), onlyErrors);
    expect(passing.failed).toBe(1);
    expect(passing.results[0]!.message).toContain('remove it from the list');
  });

  it('refuses a known failure that names no test', async () => {
    const adapter = forwardOnly({ knownFailures: { 'golden/renamed/forward': 'gone' } });
    await expect(runConformance(adapter)).rejects.toThrow('tests that do not exist: golden/renamed/forward');
  });

  it("runs a caller's own cases, and disposes the adapter even when init has left it half made", async () => {
    let disposed = 0;
    const adapter = forwardOnly({ dispose: () => void disposed++ });
    const report = await runConformance(adapter, {
      cases: [makeCase('mine', [1, 4, 4, 2], { kernelSize: 3, groups: 1 })],
    });
    expect(report.results.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'custom/mine/forward passed',
      'custom/mine/gradInput not-supported',
      'custom/mine/gradKernel not-supported',
    ]);
    expect(disposed).toBe(1);
  });

  it('reports a thrown error as a failure of that test alone', async () => {
    const adapter = forwardOnly({
      forward: () => {
        throw new TypeError('no device');
      },
    });
    const report = await runConformance(adapter, { filter: ({ suite }) => suite === 'determinism' });
    expect(report.failed).toBe(2);
    expect(report.results[0]!.message).toBe('threw TypeError: no device');
  });
});

describe('capabilities', () => {
  const inRange = { filter: ({ suite }: { suite: string }) => suite === 'range' };
  const { forward } = forwardOnly();
  const flushing: ConformanceAdapter['forward'] = async (inputs) => {
    const { data, shape } = await forward(inputs);
    return { data: Array.from(data, (value) => (Math.abs(value) < 2 ** -126 ? 0 : value)), shape };
  };
  const takes = (others: Partial<ConformanceAdapter['capabilities']>) =>
    ({ dataFormat: 'channelsLast', spatialRanks: [1, 2, 3], ...others }) as const;

  it('let a device flush subnormal numbers that says so', async () => {
    expect((await runConformance(forwardOnly({ forward: flushing }), inRange)).failed).toBeGreaterThan(0);
    const capabilities = takes({ flushesBelow: 2 ** -126 });
    expect((await runConformance(forwardOnly({ forward: flushing, capabilities }), inRange)).failed).toBe(0);
  });

  it('spare a device of a smaller range what it can not hold', async () => {
    const capabilities = takes({ largestFinite: 65504 });
    const { results } = await runConformance(forwardOnly({ capabilities }), inRange);
    expect(results.filter(({ message }) => message?.includes('no numbers past 65504')).map(({ id }) => id)).toEqual([
      'range/near-overflow/forward',
      'range/overflow/forward',
    ]);
  });
});

describe('the report', () => {
  it('prints numbers that JSON lacks by their names', async () => {
    const adapter = forwardOnly({ forward: ({ dy }) => ({ data: dy.data.map(() => Number.NaN), shape: dy.shape }) });
    const report = await runConformance(adapter, {
      cases: [makeCase('nan', [1, 2, 2, 1], { kernelSize: 1, groups: 1 })],
    });
    const { worst } = JSON.parse(reportToJson(report));
    expect(worst).toMatchObject({ normalizedError: 'Infinity', actual: 'NaN', id: 'custom/nan/forward' });
  });

  it('shows suites, totals, the worst element and failures as Markdown', async () => {
    const off = forwardOnly({
      name: 'off',
      forward: ({ x, kernel, options }) => {
        const { data, shape } = involution(x, kernel, options);
        return { data: data.map((value, k) => (k === 5 ? value + 1 : value)), shape };
      },
    });
    const cases = [makeCase('two', [1, 2, 2, 2], { kernelSize: 1, groups: 1 })];
    const text = reportToMarkdown([await runConformance(off, { cases })]);
    expect(text).toContain('| off | custom | 0 | 1 | 0 | 2 |');
    expect(text).toContain('| **off** | **all** | 0 | 1 | 0 | 2 |');
    expect(text).toMatch(/`custom\/two\/forward` \[0, 1, 0, 1\]/);
    expect(text).toMatch(/Failures:\n\n- off: `custom\/two\/forward` \[0, 1, 0, 1\] is .* of the bound/);
  });
});
