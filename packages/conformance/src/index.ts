export type {
  Capabilities,
  CaseInputs,
  ConformanceAdapter,
  OperationFunction,
} from './adapter.ts';
export { type ConformanceCase, expectedOf, geometryOf, inputsFor, makeCase } from './case.ts';
export { type Expected, isWithinBound, type Judged, judge, type WorstError } from './judge.ts';
export { type Problem, problemOf } from './problem.ts';
export { randomFloats } from './random.ts';
export { type ConformanceReport, reportToJson, reportToMarkdown, type Tally, type TestResult } from './report.ts';
export { type ConformanceRunOptions, runConformance } from './run.ts';
export { conformanceTests } from './suites/index.ts';
export type { ConformanceTest, SuiteName, Verdict } from './test-definition.ts';
