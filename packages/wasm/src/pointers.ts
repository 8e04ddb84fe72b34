import { InvolutionError } from '@involution/core';
import type { Plan } from './plan.ts';

/** Places in memory, in bytes, each a multiple of 4. */
export interface Pointers {
  /** forward: x and kernel; gradInput: dy and kernel; gradKernel: dy and x. */
  readonly inputs: readonly [number, number];
  /** y, dx or dkernel. */
  readonly output: number;
  /** Room for the plan's `scratchBytes`. */
  readonly scratch: number;
}

/** Refuses places that a kernel must not be let near. */
export function checkPointers({ inputs, output, scratch }: Pointers, plan: Plan, memoryBytes: number): void {
  const read = [
    ['inputs[0]', inputs[0], plan.inputBytes[0]],
    ['inputs[1]', inputs[1], plan.inputBytes[1]],
  ] as const;
  const written = [
    ['output', output, plan.outputBytes],
    ['scratch', scratch, plan.scratchBytes],
  ] as const;
  const all = [...read, ...written];
  for (const [name, start, bytes] of all) {
    if (!Number.isInteger(start) || start < 0 || start % 4 !== 0 || start + bytes > memoryBytes) {
      const expected = `a multiple of 4 with ${bytes} bytes behind it in a memory of ${memoryBytes}`;
      throw new InvolutionError('INVALID_POINTER', name, start, expected);
    }
  }
  for (const [name, start, bytes] of written) {
    for (const [other, otherStart, otherBytes] of all) {
      if (other === name || start >= otherStart + otherBytes || otherStart >= start + bytes) continue;
      throw new InvolutionError('INVALID_POINTER', name, start, `a place apart from ${other}`);
    }
  }
}
