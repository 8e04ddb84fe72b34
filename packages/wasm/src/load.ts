import { InvolutionError } from '@involution/core';
import { BINARIES } from './binaries.ts';
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
  return WebAssembly.validate(bytesOf(build, false));
}

/**
 * Compiles and instantiates a build on a memory, synchronously: the binaries are a few KB, below every engine's limit.
 *
 * @param memory What the kernels work on; shared or not.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when this engine lacks what the build needs.
 */
export function instantiate(build: Build, memory: WebAssembly.Memory): Kernels {
  const bytes = bytesOf(build, isShared(memory));
  if (!WebAssembly.validate(bytes)) {
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'build', build, `one of ${supportedBuilds().join(', ')} here`);
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return exports as unknown as Kernels;
}

function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** `env`, `memory` and the kind of an import that is a memory. */
const IMPORT = '656e76066d656d6f727902';
/** Its type: shared, from 0 to 65,536 pages. */
const SHARED = '0300808004';
/** In as many bytes: not shared, from 0 pages. Numbers in WebAssembly may have leading zeros. */
const UNSHARED = '0080808000';

/** A build's module. A module says whether its memory is shared, and engines take no other. */
function bytesOf(build: Build, shared: boolean): Uint8Array<ArrayBuffer> {
  const binary = BINARIES[build];
  const hex = shared ? binary : binary.replace(IMPORT + SHARED, IMPORT + UNSHARED);
  return Uint8Array.from({ length: hex.length / 2 }, (_, k) => Number.parseInt(hex.slice(2 * k, 2 * k + 2), 16));
}
