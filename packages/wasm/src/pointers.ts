import { InvolutionError, type Operands } from '@involution/core';
import type { Plan } from './plan.ts';

/** Offsets in memory, in bytes, each a multiple of 4. */
export interface Pointers {
  /** Of each operand that the operation reads. */
  readonly operands: Operands<number>;
  /** Of the result. */
  readonly output: number;
  /** Of room for the plan's `scratchBytes`. */
  readonly scratch: number;
}

/** Refuses offsets that a kernel must not be let near. */
export function checkPointers({ operands, output, scratch }: Pointers, plan: Plan, memoryBytes: number): void {
  const offsets: Readonly<Record<string, number>> = { ...operands, output, scratch };
  const sizes = { ...plan.operandBytes, output: plan.outputBytes, scratch: plan.scratchBytes };
  const ranges = Object.entries(sizes).map(([name, bytes]) => {
    const start = offsets[name]!;
    const end = start + bytes;
    if (Number.isInteger(start) && start >= 0 && start % 4 === 0 && end <= memoryBytes) return { name, start, end };
    const message = `${name} is at ${start}, but must be at a multiple of 4, with ${bytes} bytes of memory behind it.`;
    throw new InvolutionError('INVALID_POINTER', name, message);
  });
  // What is written, with everything else.
  for (const a of ranges.slice(-2)) {
    const b = ranges.find((range) => range !== a && a.start < range.end && range.start < a.end);
    if (b) throw new InvolutionError('INVALID_POINTER', a.name, `${a.name} overlaps ${b.name}.`);
  }
}
