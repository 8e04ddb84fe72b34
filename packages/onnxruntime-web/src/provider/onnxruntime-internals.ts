// What the provider relies on in onnxruntime-web beyond its documented interface. Everything of this kind stands here, and
// nowhere else. Unless an entry says otherwise it was seen in the sources and in runs of 1.22.0, 1.30.0 and
// 1.31.0-dev.20260914. The session suite runs on all three in Node; it passed on all three in Chromium with WebGPU, too.
//
// There are two builds with WebGPU. The newer one, in C++, is behind `onnxruntime-web/webgpu` in 1.30 and 1.31. The older one,
// JSEP, has its kernels in TypeScript: it is behind the main entry in all three, and behind `/webgpu` in 1.22. onnxruntime
// is removing it; what only serves JSEP says so, and can go with it.
import type { OrtModule, ProviderConfig, SessionOptions } from './ort.ts';
import { providerName } from './ort.ts';

// ── Registering ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Names of execution providers that onnxruntime-web registers itself. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['cpu', 'wasm', 'webgpu', 'webgl', 'webnn']);

/** A provider of negative priority is never given to sessions that name no execution provider. */
export const NAMED_ONLY_PRIORITY = -1;

/** Whether a session could not be made because this bundle, or this machine, has no such execution provider. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('no available backend found');
}

/** Whether a session could not be made because this onnxruntime has no WebAssembly: onnxruntime-node, seen in 1.30.0. */
export function lacksWasm(error: unknown): boolean {
  return error instanceof Error && error.message.includes('[wasm] backend not found');
}

// ── Session options ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A user's options, for a session of our own: onnxruntime-web adds its defaults to the objects that it is given. */
export function copiedOptions(options: SessionOptions): SessionOptions {
  return { ...options, extra: { ...options.extra } };
}

/**
 * Whether a bundle's WebAssembly runs in a worker that the bundle has made: where `env.wasm.proxy` asks for it, and in pages
 * alone. The worker is sent copies of models and external data with each session, takes the memory of tensors that it is
 * sent, and has no GPU tensors; `preferredOutputLocation` as such is refused.
 */
export function runsInWorker({ env }: Pick<OrtModule, 'env'>): boolean {
  return env.wasm.proxy === true && typeof document !== 'undefined';
}

/** Whether sessions of a provider compute in WebAssembly, in the thread that calls them and others beside it. */
export function computesInWasm({ env }: Pick<OrtModule, 'env'>, config: ProviderConfig): boolean {
  return providerName(config) === 'wasm' && !runsInWorker({ env });
}

const WARNING = 2;
/** `env.logLevel` names what `logSeverityLevel` numbers. */
const LOG_LEVELS: readonly string[] = ['verbose', 'info', 'warning', 'error', 'fatal'];

/** Whether warnings are to be logged, by the bundle's level and the session's. */
export function logsWarnings({ env }: Pick<OrtModule, 'env'>, { logSeverityLevel = WARNING }: SessionOptions): boolean {
  return LOG_LEVELS.indexOf(env.logLevel ?? 'warning') <= WARNING && logSeverityLevel <= WARNING;
}

// ── The GPU device ─────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The device of a WebGPU session that was just created. It is destroyed with the last WebGPU session of its bundle.
 * `env.webgpu.device` is a promise of it as the types have it, and the device itself in every build that was seen.
 */
export async function deviceOf({ env }: Pick<OrtModule, 'env'>, config: ProviderConfig): Promise<GPUDevice> {
  const own = typeof config === 'object' && 'device' in config ? config.device : undefined;
  return (own ?? (await env.webgpu.device)) as GPUDevice;
}

/** Whether a bundle's WebGPU is JSEP. That build alone fixes `env.webgpu.adapter`, once a WebGPU session has been created. */
function isJsep({ env }: Pick<OrtModule, 'env'>): boolean {
  return Object.getOwnPropertyDescriptor(env.webgpu, 'adapter')?.writable === false;
}

/**
 * Whether sessions of a provider compute with channels last: those for WebGPU do, unless they are told otherwise. JSEP does
 * too, but is left in channels first: behind a transposition that it moves into a function's nodes, its Concat finds sizes
 * that do not match.
 */
export function prefersChannelsLast(ort: Pick<OrtModule, 'env'>, config: ProviderConfig): boolean {
  if (providerName(config) !== 'webgpu' || isJsep(ort)) return false;
  return typeof config === 'string' || !('preferredLayout' in config) || config.preferredLayout !== 'NCHW';
}

/** Sessions bind whole units of so many bytes of a GPU buffer. Seen in 1.30.0. */
export const BUFFER_UNIT = 16;

/** Bytes of an element in a GPU buffer, for each type that a session can leave there. */
export const GPU_ELEMENT_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  int64: 8,
  uint32: 4,
  uint8: 1,
  bool: 1,
};

// ── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How metadata tells a size that is not known: −1, read as an unsigned number. */
export const UNKNOWN_SIZE: number = 2 ** 32 - 1;

/**
 * Whether sessions can take and return a value of a name. They keep values in objects with `Object.prototype` behind them,
 * where this one name is lost.
 */
export function canBeHandedOver(name: string): boolean {
  return name !== '__proto__';
}

// ── Messages ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What onnxruntime-web says in cases that the provider notices in its place. */
export const MESSAGES = {
  runOnReleased: 'cannot run inference: the session is released',
  releaseOnReleased: 'cannot release session: it is released',
  profileOnReleased: 'cannot end profiling: the session is released',
  unknownInput: (name: string) => `invalid input '${name}'`,
  noOutput: 'At least one output should be requested.',
  missingFile: (file: string) => `failed to load external data file: ${file}`,
} as const;

/**
 * Whether a message of onnxruntime is about a node: of a run, of the creation of a session, of a run in JSEP. Messages of
 * errors that operators return name the node; those of errors that they throw do not, and in 1.22 these are numbers alone.
 */
export function namesNode(message: string, node: string): boolean {
  return [`Name:'${node}'`, `Node (${node}) `, `] ${node}" failed`].some((words) => message.includes(words));
}
