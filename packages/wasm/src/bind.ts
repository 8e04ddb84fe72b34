import {
  type FusedGeometry,
  type FusedOperation,
  type InvolutionGeometry,
  isFused,
  type Operation,
} from '@involution/core';
import type { Build } from './build.ts';
import { cached } from './cached.ts';
import { makeFusedPlan } from './fused-plan.ts';
import type { Kit } from './kits.ts';
import { type Instance, instantiate } from './load.ts';
import { makePlan, type Plan } from './plan.ts';
import { chooseFusedVariant } from './variant.ts';

/** Compiles a kit for a memory. */
export function bind({ modules, layouts, fusedLayouts }: Kit, build: Build, memory: WebAssembly.Memory): Bound {
  const { module, exports } = instantiate(modules, build, memory);
  // A net makes the same few calls again and again, and a small one takes no longer than planning it.
  const hasSimd = build !== 'scalar';
  const plan: PlanCall = cached((operation: Operation | FusedOperation, geometry: InvolutionGeometry, part) =>
    isFused(operation)
      ? makeFusedPlan(operation, geometry as FusedGeometry, build, fusedLayouts, part)
      : makePlan(operation, geometry, hasSimd, layouts, part),
  );
  const canFuse: Bound['canFuse'] = (geometry, operation = 'fusedForward') =>
    chooseFusedVariant(operation, geometry, hasSimd) !== undefined;
  // A host's memory may have grown: its old buffer is empty.
  const runAt = ({ kernel, words }: Plan, offsets: readonly number[]) => {
    const scratch = offsets.at(-1)!;
    new Int32Array(memory.buffer, scratch, words.length).set(words);
    exports[kernel](scratch, ...offsets.slice(0, -1));
  };
  return { build, memory, plan, canFuse, runAt, module, exports };
}

/** Modules on a memory. */
export interface Bound extends Instance {
  build: Build;
  memory: WebAssembly.Memory;
  plan: PlanCall;
  canFuse(geometry: FusedGeometry, operation?: FusedOperation): boolean;
  /** Runs a plan unchecked, at offsets of the operands, of the results and of scratch memory. */
  runAt(plan: Plan, offsets: readonly number[]): void;
}

/** Works out a call of any operation, which are given with their geometry, or of a part of y. */
export interface PlanCall {
  (operation: Operation, geometry: InvolutionGeometry, part?: InvolutionGeometry): Plan;
  (operation: FusedOperation, geometry: FusedGeometry, part?: InvolutionGeometry): Plan;
}
