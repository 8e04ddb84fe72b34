import type { Capabilities, ConformanceAdapter } from './adapter.ts';
import type { WorstError } from './judge.ts';
import type { ConformanceTest } from './test-definition.ts';

/** What one test found. */
export interface TestResult {
  id: string;
  suite: ConformanceTest['suite'];
  status: 'passed' | 'failed' | 'expected-fail' | 'not-supported';
  /** Why, for everything but `passed`. */
  message?: string;
  /** The element nearest to its bound, or furthest past it, in tests that compare values. */
  worst?: WorstError;
}

/** Counts of one suite, or of all. */
export interface Tally {
  passed: number;
  failed: number;
  expectedFail: number;
  notSupported: number;
  /** The largest normalized error, and where. */
  worst?: WorstError & { id: string };
}

/** What a report says of its adapter. A plain object: the adapter may be in a worker, and its report outside. */
export interface AdapterDescription {
  adapter: string;
  capabilities: Capabilities & { gradInput: boolean; gradKernel: boolean; liveAllocations: boolean };
  unitRoundoff: number;
}

/** What the kit found about one backend. A plain object; {@link reportToJson} and {@link reportToMarkdown} print it. */
export interface ConformanceReport extends AdapterDescription, Tally {
  suites: (Tally & { suite: ConformanceTest['suite'] })[];
  results: TestResult[];
}

/** What a report says of an adapter. */
export function describeAdapter(adapter: ConformanceAdapter): AdapterDescription {
  return {
    adapter: adapter.name,
    capabilities: {
      ...adapter.capabilities,
      gradInput: adapter.gradInput !== undefined,
      gradKernel: adapter.gradKernel !== undefined,
      liveAllocations: adapter.liveAllocations !== undefined,
    },
    unitRoundoff: adapter.unitRoundoff,
  };
}

/** Sums up results of one backend, for whoever runs the tests by {@link runTest}, or not to their end. */
export function makeReport(description: AdapterDescription, results: TestResult[]): ConformanceReport {
  const names = [...new Set(results.map((result) => result.suite))];
  return {
    ...description,
    ...tally(results),
    suites: names.map((suite) => ({ suite, ...tally(results.filter((result) => result.suite === suite)) })),
    results,
  };
}

/** The report as JSON. Numbers that JSON lacks (NaN, ±Infinity) become their names, as strings. */
export function reportToJson(report: ConformanceReport): string {
  return JSON.stringify(
    report,
    (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
    2,
  );
}

/** One table for any number of backends, and below it every failure. */
export function reportToMarkdown(reports: readonly ConformanceReport[]): string {
  const rows = reports.flatMap((report) => [
    ...report.suites.map((suite) => row(report.adapter, suite.suite, suite)),
    row(`**${report.adapter}**`, '**all**', report),
  ]);
  const failures = reports.flatMap((report) =>
    report.results
      .filter((result) => result.status === 'failed')
      .map((result) => `- ${report.adapter}: \`${result.id}\` ${result.message}`),
  );
  return [
    '| backend | suite | passed | failed | expected to fail | not supported | worst error / bound | where |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    ...(failures.length > 0 ? ['', 'Failures:', '', ...failures] : []),
    '',
  ].join('\n');
}

function row(adapter: string, suite: string, t: Tally): string {
  const worst = t.worst
    ? [t.worst.normalizedError.toPrecision(3), `\`${t.worst.id}\` [${t.worst.position.join(', ')}]`]
    : ['–', '–'];
  return `| ${[adapter, suite, t.passed, t.failed, t.expectedFail, t.notSupported, ...worst].join(' | ')} |`;
}

function tally(results: readonly TestResult[]): Tally {
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
  const judged = results.flatMap(({ id, worst }) => (worst ? [{ ...worst, id }] : []));
  return {
    passed: count('passed'),
    failed: count('failed'),
    expectedFail: count('expected-fail'),
    notSupported: count('not-supported'),
    worst: judged.length > 0 ? judged.reduce((a, b) => (b.normalizedError > a.normalizedError ? b : a)) : undefined,
  };
}
