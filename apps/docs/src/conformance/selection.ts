import type { ConformanceTest, SuiteName } from '@involution/conformance';
import type { RuntimeId } from '../compute/runtimes.ts';

/**
 * Millions of bytes of code that a browser loads to run the kit on a runtime, before compression; a test weighs them. tfjs
 * comes with its gradients, and onnxruntime-web without its WebAssembly where all nodes of a model are involutions.
 */
export const CODE_MEGABYTES: Readonly<Record<RuntimeId, number>> = {
  'tfjs-webgpu': 3,
  'tfjs-webgl': 2.9,
  'tfjs-wasm': 3.2,
  'tfjs-cpu': 2.5,
  'ort-webgpu': 28,
  'ort-wasm': 0.85,
};

/** Which tests of the kit to run. */
export interface Selection {
  readonly suites: readonly SuiteName[];
  /** Of these suites, only the few dozen tests that touch every suite, operation, dialect and rank. */
  readonly smokeOnly: boolean;
}

export function isSelected({ suites, smokeOnly }: Selection, test: Pick<ConformanceTest, 'suite' | 'smoke'>): boolean {
  return suites.some((suite) => suite === test.suite) && (test.smoke || !smokeOnly);
}

/** What a page says of a suite before anything is loaded. */
export interface SuiteInfo {
  readonly name: SuiteName;
  readonly tests: number;
  readonly smokeTests: number;
  /** Of its file of numbers, which is loaded whole. */
  readonly bytes: number;
}

/** How many tests a selection has, and the millions of bytes that a browser loads to run them on some runtimes. */
export function extentOf(
  ids: readonly RuntimeId[],
  selection: Selection,
  suites: readonly SuiteInfo[],
): { tests: number; megabytes: number } {
  const chosen = suites.filter(({ name }) => selection.suites.includes(name));
  const sum = (count: (suite: SuiteInfo) => number) => chosen.reduce((total, suite) => total + count(suite), 0);
  return {
    tests: sum(({ tests, smokeTests }) => (selection.smokeOnly ? smokeTests : tests)),
    megabytes: ids.reduce((total, id) => total + CODE_MEGABYTES[id], sum(({ bytes }) => bytes) / 1e6),
  };
}
