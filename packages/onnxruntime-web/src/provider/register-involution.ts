import { InvolutionError, unexpected } from '@involution/core';
import { isSameConfig } from './config-equality.ts';
import { createHandler, type HandlerSettings } from './create-handler.ts';
import { NAMED_ONLY_PRIORITY, RESERVED_NAMES } from './onnxruntime-internals.ts';
import { type Backend, type OrtModule, type ProviderConfig, providerName } from './ort.ts';
import type { InvolutionReport } from './report.ts';

/** For {@link registerInvolution}. */
export interface RegisterOptions {
  /** Name of the execution provider, for `executionProviders` of a session. Default `'involution'`. */
  name?: string;
  /**
   * The execution providers of onnxruntime-web that run all but involutions: the first that works is taken. Each is a name
   * or an object with options, as in onnxruntime. Default `['webgpu', 'wasm']`.
   */
  executionProviders?: readonly ProviderConfig[];
  /** Called for each session of a model with involutions, before `create` gives it back. Default: nobody is told. */
  onSession?: (report: InvolutionReport) => void;
}

/** What a name was registered with. */
type Registration = Pick<RegisterOptions, 'onSession'> & Pick<HandlerSettings, 'executionProviders'>;

/**
 * Where `ort.env`, one object for each bundle, keeps what was registered under which name. Not this module, because several
 * copies of it may meet one onnxruntime: a library's and the application's, say.
 */
const REGISTERED = Symbol.for('@involution/onnxruntime-web: registered');

const DEFAULT_PROVIDERS: readonly ProviderConfig[] = ['webgpu', 'wasm'];
const tellNobody = () => {};

/**
 * Registers an execution provider with onnxruntime-web that runs `ai.involution::Involution`, and what exporters write
 * for it, on kernels of its own, and leaves all else to onnxruntime's own. Afterwards
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
  const { name = 'involution', executionProviders = DEFAULT_PROVIDERS, onSession } = options;
  if (RESERVED_NAMES.has(name) || name === '') {
    throw unexpected('INVALID_OPTIONS', 'name', name, 'a name that onnxruntime-web does not use itself');
  }
  const names = executionProviders.map(providerName);
  if (names.length === 0 || names.includes(name)) {
    throw unexpected(
      'INVALID_OPTIONS',
      'executionProviders',
      names,
      "names of onnxruntime-web's own execution providers",
    );
  }
  const registration = { executionProviders: [...executionProviders], onSession };
  const registered = registeredWith(ort);
  const before = registered.get(name);
  if (before !== undefined) {
    requireSame(name, before, registration);
    return;
  }
  const settings = { ort, executionProviders: registration.executionProviders, onSession: onSession ?? tellNobody };
  const backend: Backend = {
    // onnxruntime's providers set themselves up when the first session of theirs is made.
    async init() {},
    createInferenceSessionHandler: (file, sessionOptions = {}) => createHandler(file, sessionOptions, settings),
  };
  ort.registerBackend(name, backend, NAMED_ONLY_PRIORITY);
  registered.set(name, registration);
}

/** What was registered with a bundle, by whichever copy of this module. */
function registeredWith(ort: OrtModule): Map<string, Registration> {
  const env: OrtModule['env'] & { [REGISTERED]?: Map<string, Registration> } = ort.env;
  env[REGISTERED] ??= new Map();
  return env[REGISTERED];
}

/** onnxruntime-web has no way to replace a provider. */
function requireSame(name: string, before: Registration, now: Registration): void {
  const sameProviders =
    before.executionProviders.length === now.executionProviders.length &&
    before.executionProviders.every((config, k) => isSameConfig(config, now.executionProviders[k]!));
  if (sameProviders && before.onSession === now.onSession) return;
  const difference = sameProviders ? 'another onSession' : 'other executionProviders';
  const message = `The name '${name}' was registered before with ${difference}. Choose another name for these options.`;
  throw new InvolutionError('INVALID_OPTIONS', 'name', message);
}
