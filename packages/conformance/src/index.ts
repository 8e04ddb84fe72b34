export { InvolutionError, isInvolutionError } from '@involution/core';
export type {
  Capabilities,
  CaseInputs,
  ConformanceAdapter,
  OperationFunction,
  TypedInputs,
} from './adapter.ts';
export { type ConformanceCase, expectedOf, inputsFor, makeCase } from './case.ts';
export { decodeFloat16, encodeFloat16 } from './float16.ts';
export { type Expected, isWithinBound, type Judged, judge, type WorstError } from './judge.ts';
export type {
  BadCallEntry,
  CallEntry,
  Manifest,
  NoLeakEntry,
  RefusedEntry,
  SameBitsEntry,
  SuiteName,
  TensorEntry,
  TestEntry,
  ValuesEntry,
} from './manifest.ts';
export { type Problem, problemOf } from './problem.ts';
export { randomFloats } from './random.ts';
export {
  type AdapterDescription,
  type ConformanceReport,
  describeAdapter,
  makeReport,
  reportToJson,
  reportToMarkdown,
  type Tally,
  type TestResult,
} from './report.ts';
export { type ConformanceRunOptions, checkKnownFailures, runConformance, runTest } from './run.ts';
export type { ConformanceTest, Outcome } from './test-definition.ts';
export { conformanceTests, isSmokeTest } from './tests.ts';
