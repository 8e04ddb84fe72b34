import '@tensorflow/tfjs-backend-wasm';
import { env, findBackendFactory, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';

/** tfjs's WebAssembly builds, by the flags that make tfjs pick them. In Node it has none with threads. */
const BUILDS = {
  plain: { WASM_HAS_SIMD_SUPPORT: false, WASM_HAS_MULTITHREAD_SUPPORT: false },
  simd: { WASM_HAS_SIMD_SUPPORT: true, WASM_HAS_MULTITHREAD_SUPPORT: false },
  'threaded-simd': { WASM_HAS_SIMD_SUPPORT: true, WASM_HAS_MULTITHREAD_SUPPORT: true },
} as const;

/** A build of tfjs's WebAssembly backend. */
export type TfjsWasmBuild = keyof typeof BUILDS;

/** Kept, because tfjs forgets it with the backend. */
const factory = findBackendFactory('wasm');

/**
 * Makes a new backend `'wasm'` the active one. Tensors of the one before are lost.
 *
 * @throws Error when tfjs can't load the build.
 */
export async function restartTfjsWasm(build: TfjsWasmBuild): Promise<void> {
  for (const [flag, value] of Object.entries(BUILDS[build])) env().set(flag, value);
  removeBackend('wasm');
  registerBackend('wasm', factory, 2);
  if (!(await setBackend('wasm'))) throw new Error(`tfjs can't load its WebAssembly build '${build}'`);
}
