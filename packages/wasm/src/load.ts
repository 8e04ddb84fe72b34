import { InvolutionError } from '@involution/core';
import type { Build } from './build.ts';
import { decode } from './decode.ts';
import { fuse } from './fuse.ts';
import type { Plan } from './plan.ts';

/** The exports of a build: of the module of y, those for halves and what is around y are among them, and those that correlate are not. */
export interface Exports extends Readonly<Record<Plan['kernel'], (...offsets: number[]) => void>> {
  /** float32 of float16. In place where the source is the second half of the target, whose bytes are a multiple of 16. */
  widen_halves(source: number, target: number, bytes: number): void;
  /** float16 of float32, rounded once. In place where both begin at one place; the bytes of the source are a multiple of 16. */
  narrow_to_halves(source: number, target: number, bytes: number): void;
  /** See assembly/convolve.ts. */
  convolve(...numbers: number[]): void;
  /** See assembly/pad.ts. */
  pad(...numbers: number[]): void;
  /** See assembly/pool.ts. */
  pool(...numbers: number[]): void;
  /** See assembly/finish.ts. */
  finish(...numbers: number[]): void;
}

/** The texts of modules, as `decode.ts` reads them, by what they need. That with relaxed SIMD is made of the one with SIMD. */
export type Modules = Readonly<Partial<Record<Exclude<Build, 'relaxed-simd'>, string>>>;

/** The builds that this engine can run, fastest first. */
export function buildsOf(modules: Modules): Build[] {
  return BUILDS.filter((build) => isSupported(build, modules));
}

/** The first of them, without asking for the others: each answer costs the engine a look at the whole module. */
export function fastestBuild(modules: Modules): Build {
  return BUILDS.find((build) => isSupported(build, modules)) ?? 'simd';
}

const BUILDS: readonly Build[] = ['relaxed-simd', 'simd', 'scalar'];

function isSupported(build: Build, modules: Modules): boolean {
  return WebAssembly.validate(bytesOf(build, modules, false));
}

/** A build, compiled for a memory. */
export interface Instance {
  readonly module: WebAssembly.Module;
  readonly exports: Exports;
}

/**
 * Compiles and instantiates a build on a memory, synchronously: the binaries are a few KB, below every engine's limit.
 *
 * @param memory What the kernels work on; shared or not.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when this engine lacks what the build needs.
 */
export function instantiate(modules: Modules, build: Build, memory: WebAssembly.Memory): Instance {
  const bytes = bytesOf(build, modules, isShared(memory));
  if (!WebAssembly.validate(bytes)) {
    const message = `This engine can't run the build '${build}'; it can run [${buildsOf(modules)}].`;
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'build', message);
  }
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { module, exports: exports as unknown as Exports };
}

function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** A module says whether its memory is shared, and engines take no other: from 0 to 65,536 pages, or from 0 pages. */
const SHARED_MEMORY = 'memory\x02\x03\x00\x80\x80\x04';
/** As many bytes: numbers in WebAssembly may have leading zeros. */
const UNSHARED_MEMORY = 'memory\x02\x00\x80\x80\x80\x00';

/** A build's module; no bytes where there is none. */
function bytesOf(build: Build, modules: Modules, isShared: boolean): Uint8Array<ArrayBuffer> {
  let module = decode(modules[build === 'scalar' ? build : 'simd'] ?? '');
  if (build === 'relaxed-simd') module = fuse(module);
  if (!isShared) module = module.replace(SHARED_MEMORY, UNSHARED_MEMORY);
  return Uint8Array.from(module, (byte) => byte.charCodeAt(0));
}
