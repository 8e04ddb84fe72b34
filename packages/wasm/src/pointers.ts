import {
  InvolutionError,
  type Operands,
  operandNamesOf,
  operandsOf,
  type Results,
  resultNamesOf,
} from '@involution/core';
import type { Plan } from './plan.ts';

/** Offsets in memory, in bytes, each a multiple of 4. */
export interface Pointers {
  /** Of each operand that the operation reads. */
  readonly operands: Operands<number>;
  /** Of each result, by the name of the tensor whose shape it has. */
  readonly results: Results<number>;
  /** Of room for the plan's `scratchBytes`. */
  readonly scratch: number;
}

/** The bytes of the operands in their order, of the results and of scratch memory. */
export function sizesOf({ operation, operandBytes, resultBytes, scratchBytes }: Plan): readonly number[] {
  return inOrder(operation, operandBytes, resultBytes, scratchBytes);
}

function inOrder(
  operation: Plan['operation'],
  operands: Operands<number>,
  results: Results<number>,
  scratch: number,
): readonly number[] {
  return [...operandsOf(operation, operands), ...resultNamesOf(operation).map((name) => results[name]!), scratch];
}

/**
 * The offsets of the operands in their order, of the results and of scratch memory, unless a kernel must not be let near
 * one. Lists throughout, for this is done at every call, and a small one takes about as long.
 */
export function checkedOffsets(
  { operands, results, scratch }: Pointers,
  plan: Plan,
  memoryBytes: number,
): readonly number[] {
  const { operation } = plan;
  const operandNames = operandNamesOf(operation);
  const names = [...operandNames, ...resultNamesOf(operation).map((name) => `results.${name}`), 'scratch'];
  const sizes = sizesOf(plan);
  const starts = inOrder(operation, operands, results, scratch);
  starts.forEach((start, k) => {
    if (Number.isInteger(start) && start >= 0 && start % 4 === 0 && start + sizes[k]! <= memoryBytes) return;
    const message = `${names[k]} is at ${start}, but must be at a multiple of 4, with ${sizes[k]} bytes of memory behind it.`;
    throw new InvolutionError('INVALID_POINTER', names[k]!, message);
  });
  // What is written, with everything before it.
  for (let a = operandNames.length; a < starts.length; a++) {
    for (let b = 0; b < a; b++) {
      if (starts[a]! >= starts[b]! + sizes[b]! || starts[b]! >= starts[a]! + sizes[a]!) continue;
      throw new InvolutionError('INVALID_POINTER', names[a]!, `${names[a]} overlaps ${names[b]}.`);
    }
  }
  return starts;
}
