// Calls on arrays: their numbers are copied into a memory of our own, which grows where it must, and out of it.
import { InvolutionError, type Operands, operandNamesOf, operandsOf } from '@involution/core';
import { bind } from './bind.ts';
import type { Build } from './build.ts';
import { growTo } from './grow.ts';
import type { Kit } from './kits.ts';
import type { Plan } from './plan.ts';
import { sizesOf } from './pointers.ts';
import { align } from './structure.ts';
import { FLOAT } from './units.ts';

/**
 * Compiles modules for a memory of their own. `runOn` computes a call on arrays, and gives the results in their order; a single one
 * is put into an array that is given for it.
 */
export function bindToOwnMemory(kit: Kit, build: Build) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bound = bind(kit, build, memory);
  function runOn(plan: Plan, operands: Operands<Float32Array>, into?: Float32Array): Float32Array[] {
    const arrays = checkedOperands(operands, plan);
    const sizes = sizesOf(plan);
    if (into) requireLength('into', into, sizes[arrays.length]!);
    // Everything after one another, from the beginning of the memory.
    let end = 0;
    const offsets = sizes.map((bytes) => {
      const offset = end;
      end += align(bytes);
      return offset;
    });
    growTo(memory, end);
    const at = (k: number) => new Float32Array(memory.buffer, offsets[k], sizes[k]! / FLOAT);
    arrays.forEach((data, k) => void at(k).set(data));
    bound.runAt(plan, offsets);
    const results = offsets.slice(arrays.length, -1).map((_, k) => at(arrays.length + k));
    if (!into) return results.map((result) => result.slice());
    into.set(results[0]!);
    return [into];
  }
  return { bound, runOn };
}

/** The operands in their order. */
function checkedOperands(operands: Operands<Float32Array>, { operation, operandBytes }: Plan): readonly Float32Array[] {
  const arrays = operandsOf(operation, operands);
  operandNamesOf(operation).forEach((name, k) => {
    requireLength(name, arrays[k], operandBytes[name]!);
  });
  return arrays;
}

function requireLength(name: string, data: Float32Array | undefined, bytes: number): void {
  // By its tag, because an array may come from another realm, a frame say.
  if (data?.[Symbol.toStringTag] === 'Float32Array' && data.byteLength === bytes) return;
  throw new InvolutionError('INVALID_DATA', name, `${name} must be a Float32Array of ${bytes / FLOAT} values.`);
}
