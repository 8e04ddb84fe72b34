// After many calls with changing shapes, and after refused calls, nothing is left over.
import { OPERATION_NAMES } from '@involution/core';
import { makeCase } from '../src/case.ts';
import type { NoLeakEntry } from '../src/manifest.ts';
import { badForwardCalls } from './errors.ts';
import type { SuiteWriter } from './writer.ts';

export function leakTests(writer: SuiteWriter): NoLeakEntry[] {
  const cases = Array.from({ length: 10 }, (_, k) =>
    makeCase(`leak-${k}`, [1, 4 + k, 5 + (k % 3), 4 + 4 * (k % 4)], { kernelSize: 1 + (k % 4), groups: 2 }),
  );
  const calls = cases.flatMap((c) => OPERATION_NAMES.map((operation) => writer.call(c, operation)));
  return [
    { id: 'leaks/30-calls-of-changing-shape', suite: 'leaks', check: 'noLeak', calls },
    { id: 'leaks/refused-calls', suite: 'leaks', check: 'noLeak', calls: badForwardCalls() },
  ];
}
