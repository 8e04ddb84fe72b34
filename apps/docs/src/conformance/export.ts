// What a visitor takes away from a run: a file for programs, and the text of an issue for people.
import { type ConformanceReport, reportToJson, reportToMarkdown } from '@involution/conformance';
import type { Subject } from './kit.ts';

/** A report with what was under test. */
export type SubjectReport = ConformanceReport & Pick<Subject, 'version' | 'device' | 'features'>;

/** What a run was seen in. */
export interface Environment {
  readonly userAgent: string;
  readonly crossOriginIsolated: boolean;
  /** Logical processors. */
  readonly threads: number;
  /** In ISO 8601. */
  readonly date: string;
}

/** The browser that this is called in. */
export function thisEnvironment(): Environment {
  return {
    userAgent: navigator.userAgent,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    threads: navigator.hardwareConcurrency,
    date: new Date().toISOString(),
  };
}

/** All of it, as JSON. Numbers that JSON lacks are strings, as {@link reportToJson} writes them. */
export function toJson(environment: Environment, reports: readonly ConformanceReport[]): string {
  return JSON.stringify({ environment, reports: reports.map((report) => JSON.parse(reportToJson(report))) }, null, 2);
}

/** An issue's text in Markdown: what was seen, with every failing case. In English, which is what maintainers read. */
export function toIssue(environment: Environment, reports: readonly SubjectReport[]): string {
  return [
    '## Conformance in a browser',
    '',
    `- Browser: ${environment.userAgent}`,
    `- Cross-origin isolated: ${environment.crossOriginIsolated ? 'yes' : 'no'}; logical processors: ${environment.threads}`,
    `- Date: ${environment.date}`,
    ...reports.map(({ adapter, version, device }) => `- ${adapter}: version ${version} on ${device}`),
    '',
    reportToMarkdown(reports),
  ].join('\n');
}
