import { InvolutionError, type Operands, operandNamesOf, operandsOf } from '@involution/core';
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

/** The bytes of the operands in their order, of the result and of scratch memory. */
export function sizesOf({ operation, operandBytes, outputBytes, scratchBytes }: Plan): readonly number[] {
  return [...operandsOf(operation, operandBytes), outputBytes, scratchBytes];
}

/**
 * The offsets of the operands in their order, of the result and of scratch memory, unless a kernel must not be let near
 * one. Lists throughout, for this is done at every call, and a small one takes about as long.
 */
export function checkedOffsets(pointers: Pointers, plan: Plan, memoryBytes: number): readonly number[] {
  const { operation } = plan;
  const names = [...operandNamesOf(operation), 'output', 'scratch'];
  const sizes = sizesOf(plan);
  const starts = [...operandsOf(operation, pointers.operands), pointers.output, pointers.scratch];
  starts.forEach((start, k) => {
    if (Number.isInteger(start) && start >= 0 && start % 4 === 0 && start + sizes[k]! <= memoryBytes) return;
    const message = `${names[k]} is at ${start}, but must be at a multiple of 4, with ${sizes[k]} bytes of memory behind it.`;
    throw new InvolutionError('INVALID_POINTER', names[k]!, message);
  });
  // What is written, with everything before it.
  for (let a = starts.length - 2; a < starts.length; a++) {
    for (let b = 0; b < a; b++) {
      if (starts[a]! >= starts[b]! + sizes[b]! || starts[b]! >= starts[a]! + sizes[a]!) continue;
      throw new InvolutionError('INVALID_POINTER', names[a]!, `${names[a]} overlaps ${names[b]}.`);
    }
  }
  return starts;
}
