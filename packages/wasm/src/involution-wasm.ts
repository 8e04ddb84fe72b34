import {
  InvolutionError,
  type InvolutionGeometry,
  OPERATIONS,
  type Operands,
  type Operation,
  operandsOf,
} from '@involution/core';
import type { Build } from './build.ts';
import { cached } from './cached.ts';
import { FLOAT } from './direction.ts';
import { fastestBuild, instantiate } from './load.ts';
import { makePlan, type Plan } from './plan.ts';
import { checkedOffsets, type Pointers, sizesOf } from './pointers.ts';
import { align } from './structure.ts';

/** The kernels on a memory. */
export interface InvolutionWasm {
  readonly build: Build;
  readonly memory: WebAssembly.Memory;
  /**
   * Works out a call: which kernel, and how many bytes each operand and the scratch memory take.
   *
   * @param operation `'forward'`, `'gradInput'` or `'gradKernel'`.
   * @param geometry From `resolveGeometry` of `@involution/core`, with one, two or three spatial axes.
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when an operand or the result takes 2 GiB or more.
   */
  plan(operation: Operation, geometry: InvolutionGeometry): Plan;
  /**
   * Computes a call on operands that lie in the memory, float32 in the geometry's data format.
   *
   * @param plan From `plan` of the same object.
   * @throws InvolutionError `MISSING_OPERAND` when one is not given, `INVALID_POINTER` when an offset is not a multiple of
   * 4, what begins there leaves the memory (as large as it is now), or what is written overlaps anything else.
   */
  run(plan: Plan, pointers: Pointers): void;
}

/** The kernels on a memory of their own. */
export interface OwnInvolutionWasm extends InvolutionWasm {
  /**
   * Computes a call on arrays: copies the operands into the memory, which grows where it must, and the result out of it.
   *
   * @param operands By name, those that core's `OPERATIONS` lists for the operation, in the geometry's data format.
   * @returns y, or the gradient.
   * @throws InvolutionError `MISSING_OPERAND` when an operand is not given, `INVALID_DATA` when it is no `Float32Array` or
   * has not as many values as the geometry asks for, `DEVICE_LIMIT_EXCEEDED` when an operand takes 2 GiB or more or the
   * engine gives no more memory.
   */
  compute(operation: Operation, geometry: InvolutionGeometry, operands: Operands<Float32Array>): Float32Array;
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
export function loadInvolutionWasm({ memory, build = fastestBuild() }: LoadOptions = {}): InvolutionWasm {
  return memory ? bind(build, memory).wasm : bindOwn(build);
}

function bind(build: Build, memory: WebAssembly.Memory) {
  const kernels = instantiate(build, memory);
  // A net makes the same few calls again and again, and a small one takes no longer than planning it.
  const plan = cached((operation: Operation, geometry: InvolutionGeometry) =>
    makePlan(operation, geometry, build !== 'scalar'),
  );
  /** Offsets of the operands, of the result and of scratch memory. A host's memory may have grown: its old buffer is empty. */
  const runAt = ({ kernel, words }: Plan, offsets: readonly number[]) => {
    const scratch = offsets.at(-1)!;
    new Int32Array(memory.buffer, scratch, words.length).set(words);
    kernels[kernel](scratch, ...offsets.slice(0, -1));
  };
  const wasm: InvolutionWasm = {
    build,
    memory,
    plan,
    run: (plan, pointers) => runAt(plan, checkedOffsets(pointers, plan, memory.buffer.byteLength)),
  };
  return { wasm, runAt };
}

function bindOwn(build: Build): OwnInvolutionWasm {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { wasm, runAt } = bind(build, memory);
  const compute: OwnInvolutionWasm['compute'] = (operation, geometry, operands) => {
    const plan = wasm.plan(operation, geometry);
    const arrays = checkedOperands(operands, plan);
    // Everything after one another, from the beginning of the memory.
    let end = 0;
    const offsets = sizesOf(plan).map((bytes) => {
      const offset = end;
      end += align(bytes);
      return offset;
    });
    growTo(memory, end);
    arrays.forEach((data, k) => void new Float32Array(memory.buffer, offsets[k], data.length).set(data));
    runAt(plan, offsets);
    return new Float32Array(memory.buffer, offsets[arrays.length], plan.outputBytes / FLOAT).slice();
  };
  return { ...wasm, compute };
}

/** The operands in their order. */
function checkedOperands(operands: Operands<Float32Array>, { operation, operandBytes }: Plan): readonly Float32Array[] {
  const arrays = operandsOf(operation, operands);
  OPERATIONS[operation].operands.forEach((name, k) => {
    const data = arrays[k];
    // By its tag, because an array may come from another realm, a frame say.
    if (data?.[Symbol.toStringTag] === 'Float32Array' && data.byteLength === operandBytes[name]) return;
    const message = `${name} must be a Float32Array of ${operandBytes[name]! / FLOAT} values.`;
    throw new InvolutionError('INVALID_DATA', name, message);
  });
  return arrays;
}

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536;

function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (pages <= 0) return;
  try {
    memory.grow(pages);
  } catch (cause) {
    const message = `The engine gives no memory of ${bytes} bytes.`;
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'memory', message, { cause });
  }
}
