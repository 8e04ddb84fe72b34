import { InvolutionError, unexpected } from '@involution/core';
import { createHandler } from './create-handler.ts';
import { type Backend, type OrtModule, type ProviderConfig, providerName } from './ort.ts';
import { NEVER_BY_DEFAULT, OWN_PROVIDERS } from './ort-internals.ts';
import type { InvolutionReport } from './report.ts';

/** For {@link registerInvolution}. */
export interface RegisterOptions {
  /** Name of the execution provider, for `executionProviders` of a session. Default `'involution'`. */
  name?: string;
  /**
   * onnxruntime-web's own execution providers, which run all but involutions: the first that works is taken. Each is a name or an object
   * with options, as in onnxruntime. Default `['webgpu', 'wasm']`.
   */
  executionProviders?: readonly ProviderConfig[];
  /** Called for each session of a model with involutions, before `create` gives it back. Default: nobody is told. */
  onSession?: (report: InvolutionReport) => void;
}

/** By `ort.env`, one object for each bundle: what was registered under which name. */
const registered = new WeakMap<object, Map<string, RegisterOptions>>();

/**
 * Registers an execution provider with onnxruntime-web that runs `ai.involution::Involution`, and what exporters write
 * for it, on kernels of its own, and leaves all else to one of onnxruntime-web's own. Afterwards
 *
 *     ort.InferenceSession.create(model, { executionProviders: ['involution'] })
 *
 * makes a session like any other. On `'webgpu'`, tensors stay on onnxruntime's GPU device; on `'wasm'`, involutions run
 * in WebAssembly. Where no kernel can run an involution (another type than float32, inside of `If`, `Loop`, `Scan` or a
 * function, another execution provider), it becomes a function of standard operators, with a warning that says why.
 *
 * Calling it again with the same options does nothing.
 *
 * @param ort The bundle of onnxruntime-web that sessions are made with: `import * as ort from 'onnxruntime-web/webgpu'`.
 * Each bundle has providers of its own.
 * @throws InvolutionError `INVALID_OPTIONS` for a name that onnxruntime-web uses itself, execution providers that are
 * empty or name this one, or a name that was registered before with other options.
 */
export function registerInvolution(ort: OrtModule, options: RegisterOptions = {}): void {
  const { name = 'involution', executionProviders = ['webgpu', 'wasm'], onSession = () => {} } = options;
  if (OWN_PROVIDERS.has(name) || name === '') {
    throw unexpected('INVALID_OPTIONS', 'name', name, 'a name that onnxruntime-web does not use itself');
  }
  if (executionProviders.length === 0 || executionProviders.some((config) => providerName(config) === name)) {
    const got = executionProviders.map(providerName);
    throw unexpected('INVALID_OPTIONS', 'executionProviders', got, "execution providers of onnxruntime-web's own");
  }
  const names = registered.get(ort.env) ?? new Map<string, RegisterOptions>();
  registered.set(ort.env, names);
  const before = names.get(name);
  if (before !== undefined) {
    requireSame(name, before, options);
    return;
  }
  const settings = { ort, executionProviders, onSession };
  const backend: Backend = {
    // The other providers set themselves up when the first session of theirs is made.
    async init() {},
    createInferenceSessionHandler: (file, sessionOptions = {}) => createHandler(file, sessionOptions, settings),
  };
  ort.registerBackend(name, backend, NEVER_BY_DEFAULT);
  names.set(name, options);
}

/** onnxruntime-web has no way to replace a provider. */
function requireSame(name: string, before: RegisterOptions, now: RegisterOptions): void {
  const [known, given] = [before.executionProviders, now.executionProviders];
  const isSame =
    before.onSession === now.onSession &&
    known?.length === given?.length &&
    (known ?? []).every((config, k) => isSameConfig(config, given![k]!));
  if (isSame) return;
  throw new InvolutionError('INVALID_OPTIONS', 'name', `'${name}' was registered before with other options.`);
}

/** Names, or objects of equal properties: a GPU device, say, is the same or it is not. */
function isSameConfig(a: ProviderConfig, b: ProviderConfig): boolean {
  if (typeof a === 'string' || typeof b === 'string')
    return providerName(a) === providerName(b) && typeof a === typeof b;
  const [own, others] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    own.length === others.size && own.every(([key, value]) => others.has(key) && Object.is(others.get(key), value))
  );
}
