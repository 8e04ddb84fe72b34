import { InvolutionError } from '@involution/core';
import { BINARIES } from './binaries.ts';
import { decode } from './decode.ts';
import { MEMORY_TYPES } from './memory-types.ts';
import type { Plan } from './plan.ts';

/**
 * What the kernels were compiled for: SIMD with fused multiply-add, SIMD, or neither. Results differ by rounding alone.
 */
export type Build = 'relaxed-simd' | 'simd' | 'scalar';

/** The exports of a build: (plan, input, input, output), all as places in memory. */
export type Kernels = Readonly<Record<Plan['kernel'], (plan: number, a: number, b: number, output: number) => void>>;

/** The builds that this engine can run, quickest first. */
export function supportedBuilds(): Build[] {
  return BUILDS.filter(isSupported);
}

/** The first of them, without asking for the others: each answer costs the engine a look at the whole module. */
export function quickestBuild(): Build {
  return BUILDS.find(isSupported)!;
}

const BUILDS = Object.keys(BINARIES) as Build[];

function isSupported(build: Build): boolean {
  return WebAssembly.validate(bytesOf(build, 'unshared'));
}

/**
 * Compiles and instantiates a build on a memory, synchronously: the binaries are a few KB, below every engine's limit.
 *
 * @param memory What the kernels work on; shared or not.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when this engine lacks what the build needs.
 */
export function instantiate(build: Build, memory: WebAssembly.Memory): Kernels {
  const bytes = bytesOf(build, isShared(memory) ? 'shared' : 'unshared');
  if (!WebAssembly.validate(bytes)) {
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'build', build, `one of ${supportedBuilds().join(', ')} here`);
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return exports as unknown as Kernels;
}

function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** A build's module. */
function bytesOf(build: Build, memory: keyof typeof MEMORY_TYPES): Uint8Array<ArrayBuffer> {
  const [before, after] = BINARIES[build].map(decode);
  return Uint8Array.from([...before, ...MEMORY_TYPES[memory], ...after]);
}
