// Calls on arrays: their numbers are copied into a memory of our own, which grows where it must, and out of it.
import { InvolutionError, type Operands, operandNamesOf, operandsOf } from '@involution/core';
import { bind } from './bind.ts';
import type { Build } from './build.ts';
import { FLOAT } from './direction.ts';
import { growTo } from './grow.ts';
import type { Kit } from './kits.ts';
import type { Plan } from './plan.ts';
import { sizesOf } from './pointers.ts';
import { align } from './structure.ts';

/** How arrays of a type get into the memory as float32, and a result out of it. */
export interface Transfer<Numbers extends Float32Array | Uint16Array> {
  /** What arrays of the type say of themselves. */
  readonly tag: Numbers[typeof Symbol.toStringTag];
  write(data: Numbers, memory: WebAssembly.Memory, offset: number): void;
  read(memory: WebAssembly.Memory, offset: number, length: number): Numbers;
}

/** Of float32. */
export const floats: Transfer<Float32Array> = {
  tag: 'Float32Array',
  write: (data, memory, offset) => new Float32Array(memory.buffer, offset, data.length).set(data),
  read: (memory, offset, length) => new Float32Array(memory.buffer, offset, length).slice(),
};

/** Compiles modules for a memory of their own. `runOn` computes a call on arrays, and gives the results in their order. */
export function bindToOwnMemory(kit: Kit, build: Build) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bound = bind(kit, build, memory);
  /** @param start Where nothing else lies, for {@link bytesOf} the plan. */
  function runOn<Numbers extends Float32Array | Uint16Array>(
    { tag, write, read }: Transfer<Numbers>,
    plan: Plan,
    operands: Operands<Numbers>,
    start = 0,
  ): Numbers[] {
    const arrays = checkedOperands(operands, plan, tag);
    // Everything after one another.
    let end = start;
    const sizes = sizesOf(plan);
    const offsets = sizes.map((bytes) => {
      const offset = end;
      end += align(bytes);
      return offset;
    });
    growTo(memory, end);
    arrays.forEach((data, k) => void write(data, memory, offsets[k]!));
    bound.runAt(plan, offsets);
    const results = offsets.slice(arrays.length, -1);
    return results.map((offset, k) => read(memory, offset, sizes[arrays.length + k]! / FLOAT));
  }
  return { bound, runOn };
}

/** What a call on arrays takes of the memory. */
export function bytesOf(plan: Plan): number {
  return sizesOf(plan).reduce((sum, bytes) => sum + align(bytes), 0);
}

/** The operands in their order. */
function checkedOperands<Numbers extends Float32Array | Uint16Array>(
  operands: Operands<Numbers>,
  { operation, operandBytes }: Plan,
  tag: string,
): readonly Numbers[] {
  const arrays = operandsOf(operation, operands);
  operandNamesOf(operation).forEach((name, k) => {
    const data = arrays[k];
    const length = operandBytes[name]! / FLOAT;
    // By its tag, because an array may come from another realm, a frame say.
    if (data?.[Symbol.toStringTag] === tag && data.byteLength === length * data.BYTES_PER_ELEMENT) return;
    throw new InvolutionError('INVALID_DATA', name, `${name} must be a ${tag} of ${length} values.`);
  });
  return arrays;
}
