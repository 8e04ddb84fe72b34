import type { ConformanceTest } from '../test-definition.ts';
import { determinismTests } from './determinism.ts';
import { errorTests } from './errors.ts';
import { generatedTests } from './generated.ts';
import { goldenTests } from './golden.ts';
import { leakTests } from './leaks.ts';
import { nonFiniteTests } from './non-finite.ts';

let tests: ConformanceTest[] | undefined;

/** Every test of the kit, made once: the tests remember the reference's results for the next adapter. */
export function conformanceTests(): readonly ConformanceTest[] {
  tests ??= [
    ...goldenTests(),
    ...generatedTests(),
    ...nonFiniteTests(),
    ...determinismTests(),
    ...errorTests(),
    ...leakTests(),
  ];
  return tests;
}
