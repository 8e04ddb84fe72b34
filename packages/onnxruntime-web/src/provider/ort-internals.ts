// What is known of onnxruntime-web beyond what it documents, each with the versions in which it was seen. Two builds have
// WebGPU: `onnxruntime-web/webgpu`, and an older one behind the main entry (JSEP), which onnxruntime is removing.
import type { OrtModule, ProviderConfig, SessionOptions } from './ort.ts';

/** Names of execution providers that it has itself (1.22–1.30). */
export const OWN_PROVIDERS: ReadonlySet<string> = new Set(['cpu', 'wasm', 'webgpu', 'webgl', 'webnn']);

/** Of a provider below zero, sessions that name none never get it (1.22–1.30). */
export const NEVER_BY_DEFAULT = -1;

/** How metadata tell of a size that is not known: −1, read as an unsigned number (1.22–1.30). */
export const UNKNOWN_SIZE = 2 ** 32 - 1;

/** It binds whole units of so many bytes of a GPU buffer (1.30). */
export const BUFFER_UNIT = 16;

/** The types that it can leave in a GPU buffer (1.30). */
export const GPU_TYPES: readonly string[] = ['float32', 'float16', 'int32', 'int64', 'uint32', 'uint8', 'bool'];

/** Whether an error says that an execution provider is not there, and not that a session failed (1.22–1.30). */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('no available backend found');
}

/**
 * The words by which an error names a node: in a run, when a session is created, and in a run on the older WebGPU build
 * (1.22–1.30). It has them for errors that operators return, and not for those that they throw.
 */
export function waysToName(node: string): string[] {
  return [`Name:'${node}'`, `Node (${node}) `, `] ${node}" failed`];
}

/**
 * Whether a bundle has the older WebGPU build: that alone tells its adapter, once a session has been created (1.30).
 * Behind a transposition that it moves into a function's nodes its Concat finds sizes that do not match.
 */
export function isOlderWebGpuBuild({ env }: Pick<OrtModule, 'env'>): boolean {
  return 'adapter' in env.webgpu;
}

/** The device of a session that was just created: a promise in the older build, and the device in some releases (1.30). */
export async function deviceOf({ env }: OrtModule, config: ProviderConfig): Promise<GPUDevice> {
  const own = typeof config === 'object' && 'device' in config ? config.device : undefined;
  return (own ?? (await env.webgpu.device)) as GPUDevice;
}

/**
 * Whether a bundle's WebAssembly runs in a worker that the bundle has made: where this is asked for, and in pages alone
 * (1.30). Only what can be sent to another thread gets there, and no `preferredOutputLocation`.
 */
export function runsInWorker({ env }: OrtModule): boolean {
  return env.wasm.proxy === true && typeof document !== 'undefined';
}

/** Options for one session of several: it adds defaults to the object `extra` that it is given (1.22–1.30). */
export function ownOptions(options: SessionOptions): SessionOptions {
  return { ...options, extra: { ...options.extra } };
}
