import { OPERATION_NAMES, type Operation } from '@involution/core';
import type { Reference } from '../conformance/reference.ts';

/** How many tests of each operation passed; a test of no operation is in none. */
export function passedByOperation(results: Reference['results']): Record<Operation, number> {
  const passed = Object.keys(results).filter((id) => results[id]![0] === 'passed');
  const counts = OPERATION_NAMES.map((operation) => [
    operation,
    passed.filter((id) => id.endsWith(`/${operation}`)).length,
  ]);
  return Object.fromEntries(counts) as Record<Operation, number>;
}
