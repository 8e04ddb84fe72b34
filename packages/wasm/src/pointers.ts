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

/** Distances are signed numbers of 32 bits in the kernels. */
const MOST_BYTES = 2 ** 31 - 1;

/** Refuses places that a kernel must not be let near. */
export function checkPointers({ inputs, output, scratch }: Pointers, plan: Plan, memoryBytes: number): void {
  const ranges = [
    { name: 'inputs[0]', start: inputs[0], bytes: plan.inputBytes[0], isWritten: false },
    { name: 'inputs[1]', start: inputs[1], bytes: plan.inputBytes[1], isWritten: false },
    { name: 'output', start: output, bytes: plan.outputBytes, isWritten: true },
    { name: 'scratch', start: scratch, bytes: plan.scratchBytes, isWritten: true },
  ];
  for (const { name, start, bytes } of ranges) {
    if (bytes > MOST_BYTES) {
      throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, `${bytes} bytes`, `no more than ${MOST_BYTES} bytes`);
    }
    if (!Number.isInteger(start) || start < 0 || start % 4 !== 0 || start + bytes > memoryBytes) {
      const expected = `a multiple of 4 with ${bytes} bytes behind it in a memory of ${memoryBytes}`;
      throw new InvolutionError('INVALID_POINTER', name, start, expected);
    }
  }
  for (const written of ranges.filter(({ isWritten }) => isWritten)) {
    for (const other of ranges) {
      if (other === written || written.start >= other.start + other.bytes) continue;
      if (other.start >= written.start + written.bytes) continue;
      throw new InvolutionError('INVALID_POINTER', written.name, written.start, `a place apart from ${other.name}`);
    }
  }
}
