import { InvolutionError, type InvolutionGeometry } from '@involution/core';
import { cached } from './cached.ts';
import { type Build, instantiate, quickestBuild } from './load.ts';
import { makePlan, type Plan } from './plan.ts';
import { checkPointers, type Pointers } from './pointers.ts';
import type { Operation } from './variant.ts';

/** The kernels on a memory. */
export interface InvolutionWasm {
  readonly build: Build;
  readonly memory: WebAssembly.Memory;
  /**
   * Works out a call: which kernel, and how many bytes each operand and the scratch memory take.
   *
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when an operand takes 2 GiB or more.
   */
  plan(operation: Operation, geometry: InvolutionGeometry): Plan;
  /**
   * Computes a call on operands that lie in the memory, float32 in the geometry's data format.
   *
   * @param plan From `plan` of the same object.
   * @throws InvolutionError `INVALID_POINTER` when a place is not a multiple of 4, what begins there leaves the memory
   * (as large as it is now), or what is written overlaps anything else.
   */
  run(plan: Plan, pointers: Pointers): void;
}

/** The kernels on a memory of their own. */
export interface OwnInvolutionWasm extends InvolutionWasm {
  /**
   * Computes a call on arrays: copies the inputs into the memory, which grows where it must, and the result out of it.
   *
   * @param inputs forward: x and kernel; gradInput: dy and kernel; gradKernel: dy and x; in the geometry's data format.
   * @returns y, dx or dkernel.
   * @throws InvolutionError `INVALID_DATA` when an input has not as many values as the geometry asks for,
   * `DEVICE_LIMIT_EXCEEDED` when one takes 2 GiB or more, or the engine gives no more memory.
   */
  compute(
    operation: Operation,
    geometry: InvolutionGeometry,
    inputs: readonly [Float32Array, Float32Array],
  ): Float32Array<ArrayBuffer>;
}

/** For {@link loadInvolutionWasm}. */
export interface LoadOptions {
  /** A host's memory, shared or not. Default: one of our own. */
  memory?: WebAssembly.Memory;
  /** Default: the quickest that the engine can run. */
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
export function loadInvolutionWasm({ memory, build = quickestBuild() }: LoadOptions = {}): InvolutionWasm {
  return memory ? bind(build, memory) : bindOwn(build);
}

function bind(build: Build, memory: WebAssembly.Memory): InvolutionWasm {
  const kernels = instantiate(build, memory);
  // A net makes the same few calls again and again, and a small one takes no longer than planning it.
  const plan = cached((operation: Operation, geometry: InvolutionGeometry) =>
    makePlan(operation, geometry, build !== 'scalar'),
  );
  return {
    build,
    memory,
    plan,
    run(plan, pointers) {
      // A host may grow its memory at any time, and then its old buffer is empty.
      const { buffer } = memory;
      checkPointers(pointers, plan, buffer.byteLength);
      new Int32Array(buffer, pointers.scratch, plan.words.length).set(plan.words);
      kernels[plan.kernel](pointers.scratch, ...pointers.inputs, pointers.output);
    },
  };
}

function bindOwn(build: Build): OwnInvolutionWasm {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const wasm = bind(build, memory);
  const compute: OwnInvolutionWasm['compute'] = (operation, geometry, inputs) => {
    const plan = wasm.plan(operation, geometry);
    const { pointers, end } = place(plan);
    checkLengths(inputs, plan);
    growTo(memory, end);
    const valuesAt = (pointer: number, bytes: number) =>
      new Float32Array(memory.buffer, pointer, bytes / Float32Array.BYTES_PER_ELEMENT);
    for (const k of [0, 1] as const) valuesAt(pointers.inputs[k], plan.inputBytes[k]).set(inputs[k]);
    wasm.run(plan, pointers);
    return new Float32Array(valuesAt(pointers.output, plan.outputBytes));
  };
  return { ...wasm, compute };
}

/** Operands and scratch memory after one another, from the beginning of the memory. */
function place(plan: Plan): { pointers: Pointers; end: number } {
  let end = 0;
  const next = (bytes: number) => {
    const pointer = end;
    // Loads of four values are quickest from multiples of their size.
    end += Math.ceil(bytes / 16) * 16;
    return pointer;
  };
  const [a, b] = plan.inputBytes;
  return {
    pointers: { inputs: [next(a), next(b)], output: next(plan.outputBytes), scratch: next(plan.scratchBytes) },
    end,
  };
}

function checkLengths(inputs: readonly Float32Array[], { inputBytes }: Plan): void {
  inputs.forEach((input, k) => {
    if (input.byteLength === inputBytes[k]) return;
    const expected = `${inputBytes[k] / Float32Array.BYTES_PER_ELEMENT} values`;
    throw new InvolutionError('INVALID_DATA', `inputs[${k}]`, `${input.length} values`, expected);
  });
}

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536;

function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (pages <= 0) return;
  try {
    memory.grow(pages);
  } catch (cause) {
    const error = new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'memory', `${bytes} bytes`, 'what the engine can give');
    throw Object.assign(error, { cause });
  }
}
