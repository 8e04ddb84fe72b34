import type { InvolutionGeometry, Operation } from '@involution/core';
import type { Build } from './build.ts';
import { cached } from './cached.ts';
import { instantiate, type Modules } from './load.ts';
import { makePlan, type Plan } from './plan.ts';

/** Compiles modules for a memory. `runAt` runs a plan unchecked, at offsets of the operands, of the result and of scratch memory. */
export function bind(modules: Modules, build: Build, memory: WebAssembly.Memory) {
  const exports = instantiate(modules, build, memory);
  // A net makes the same few calls again and again, and a small one takes no longer than planning it.
  const plan = cached((operation: Operation, geometry: InvolutionGeometry) =>
    makePlan(operation, geometry, build !== 'scalar'),
  );
  // A host's memory may have grown: its old buffer is empty.
  const runAt = ({ kernel, words }: Plan, offsets: readonly number[]) => {
    const scratch = offsets.at(-1)!;
    new Int32Array(memory.buffer, scratch, words.length).set(words);
    exports[kernel](scratch, ...offsets.slice(0, -1));
  };
  return { build, memory, plan, runAt, exports };
}
