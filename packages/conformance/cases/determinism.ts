// The same input twice gives the same bits.
import { OPERATION_NAMES } from '@involution/core';
import { makeCase } from '../src/case.ts';
import type { SameBitsEntry } from '../src/manifest.ts';
import type { SuiteWriter } from './writer.ts';

export function determinismTests(writer: SuiteWriter): SameBitsEntry[] {
  const cases = [
    makeCase('same-bits-64x15x17-k7', [1, 15, 17, 64], { kernelSize: 7, groups: 4 }),
    makeCase('same-bits-stride-2', [2, 11, 11, 24], { kernelSize: 5, strides: 2, groups: 3 }),
  ];
  return cases.flatMap((c) =>
    OPERATION_NAMES.map((operation) => ({
      id: `determinism/${c.name}/${operation}`,
      suite: 'determinism',
      check: 'sameBits',
      ...writer.call(c, operation),
    })),
  );
}
