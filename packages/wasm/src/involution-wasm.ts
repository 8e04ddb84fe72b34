import {
  type FusedGeometry,
  type FusedOperands,
  type FusedOperation,
  type InvolutionGeometry,
  type Operands,
  type Operation,
  resultNamesOf,
  type SpanTensorName,
} from '@involution/core';
import { type Bound, bind, type PlanCall } from './bind.ts';
import type { Build } from './build.ts';
import { OF_ALL } from './kits.ts';
import { buildsOf, fastestBuild } from './load.ts';
import { bindToOwnMemory } from './own-memory.ts';
import type { Plan } from './plan.ts';
import { checkedOffsets, type Pointers } from './pointers.ts';

/** The kernels on a memory. */
export interface InvolutionWasm {
  readonly build: Build;
  readonly memory: WebAssembly.Memory;
  /**
   * Works out a call: which kernel, and how many bytes each operand, each result and the scratch memory take.
   *
   * @param operation `'forward'`, `'gradInput'` or `'gradKernel'`; or with a fused geometry `'fusedForward'`,
   * `'fusedGradInput'` or `'fusedGradSpan'`, where `canFuse`.
   * @param geometry From `resolveGeometry` or `resolveFusedGeometry` of `@involution/core`.
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when an operand or a result takes 2 GiB or more, `INVALID_OPTIONS` for
   * a fused operation in a geometry that has no kernel for it.
   */
  readonly plan: PlanCall;
  /**
   * Whether there is a kernel that generates its weights itself: with SIMD, for groups of neighbouring channels, at least 4
   * with channels last and 16 (8 where windows have more than 9 taps) with channels first, whose windows have at least 4
   * taps in group-major order; of the gradients with channels last alone, and of those for the span where
   * features are a multiple of 4. Elsewhere the kernel tensor has to be made first.
   *
   * @param geometry From `resolveFusedGeometry` of `@involution/core`.
   * @param operation Default: `'fusedForward'`.
   */
  canFuse(geometry: FusedGeometry, operation?: FusedOperation): boolean;
  /**
   * Computes a call on operands that lie in the memory, float32 in the geometry's data format.
   *
   * @param plan From `plan` of the same object.
   * @throws InvolutionError `MISSING_OPERAND` when one is not given, `INVALID_POINTER` when an offset is not a multiple of
   * 4, what begins there leaves the memory (as large as it is now), or what is written overlaps anything else.
   */
  run(plan: Plan, pointers: Pointers): void;
}

/** The gradients for what a kernel is generated from. */
export type SpanGradients = Readonly<Record<SpanTensorName, Float32Array>>;

/** The kernels on a memory of their own. */
export interface OwnInvolutionWasm extends InvolutionWasm {
  /**
   * Computes a call on arrays: copies the operands into the memory, which grows where it must, and the results out of it.
   *
   * @param operands By name, those that core's `OPERATIONS` or `FUSED_OPERATIONS` lists for the operation, in the geometry's data format.
   * @param into Where to put a single result. Default: a new array.
   * @returns y, or the gradient; of several results each by its name.
   * @throws InvolutionError `MISSING_OPERAND` when an operand is not given, `INVALID_DATA` when it is no `Float32Array` or
   * has not as many values as the geometry asks for, nor has `into`, `DEVICE_LIMIT_EXCEEDED` when an operand takes 2 GiB or more or the
   * engine gives no more memory.
   */
  compute(
    operation: Operation,
    geometry: InvolutionGeometry,
    operands: Operands<Float32Array>,
    into?: Float32Array,
  ): Float32Array;
  compute<Name extends FusedOperation>(
    operation: Name,
    geometry: FusedGeometry,
    operands: FusedOperands<Float32Array, Name>,
    into?: Name extends 'fusedGradSpan' ? undefined : Float32Array,
  ): Name extends 'fusedGradSpan' ? SpanGradients : Float32Array;
}

/** The builds of the kernels that this engine can run, fastest first. */
export function supportedBuilds(): Build[] {
  return buildsOf(OF_ALL.modules);
}

/** For {@link loadInvolutionWasm}. */
export interface LoadOptions {
  /** A host's memory, shared or not. Default: one of our own. */
  memory?: WebAssembly.Memory;
  /** Default: the fastest that the engine can run. */
  build?: Build;
}

/**
 * Compiles the kernels for this engine and binds them to a memory. Synchronous; a few KB, no request, and under a
 * content security policy `wasm-unsafe-eval` is all it takes.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine can't run the build asked for.
 */
export function loadInvolutionWasm(options: LoadOptions & { memory: WebAssembly.Memory }): InvolutionWasm;
export function loadInvolutionWasm(options?: LoadOptions & { memory?: undefined }): OwnInvolutionWasm;
export function loadInvolutionWasm({ memory, build = fastestBuild(OF_ALL.modules) }: LoadOptions = {}): InvolutionWasm {
  if (memory) return checked(bind(OF_ALL, build, memory));
  const { bound, runOn } = bindToOwnMemory(OF_ALL, build);
  const compute = ((
    operation: Operation,
    geometry: InvolutionGeometry,
    operands: Operands<Float32Array>,
    into?: Float32Array,
  ) => {
    const results = runOn(bound.plan(operation, geometry), operands, into);
    const names = resultNamesOf(operation);
    return names.length === 1 ? results[0] : Object.fromEntries(names.map((name, k) => [name, results[k]]));
  }) as OwnInvolutionWasm['compute'];
  return { ...checked(bound), compute } as OwnInvolutionWasm;
}

/** With offsets checked: a kernel would write anywhere. */
function checked({ build, memory, plan, canFuse, runAt }: Bound): InvolutionWasm {
  const run: InvolutionWasm['run'] = (plan, pointers) =>
    runAt(plan, checkedOffsets(pointers, plan, memory.buffer.byteLength));
  return { build, memory, plan, canFuse, run };
}
