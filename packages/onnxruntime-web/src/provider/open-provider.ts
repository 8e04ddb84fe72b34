import type { Kernels } from './kernels.ts';
import { deviceOf, runsInWorker } from './onnxruntime-internals.ts';
import { type OrtModule, type ProviderConfig, providerName, type Session, type SessionOptions } from './ort.ts';
import type { InvolutionReport } from './report.ts';
import { smallModel } from './small-model.ts';

/** An execution provider of onnxruntime-web that works here. */
export interface OpenProvider {
  config: ProviderConfig;
  /** `undefined`: ours don't run there. */
  kernels: Kernels | undefined;
  /** Why they don't. */
  unsupported: string | undefined;
  /** Frees the kernels, and the device where nobody else uses it: last, because subgraphs are on it. */
  release(): Promise<void>;
}

/**
 * The first of some execution providers that works here, and those before it that don't.
 *
 * @throws Error with each one's reason when there is none.
 */
export async function openProvider(
  ort: OrtModule,
  configs: readonly ProviderConfig[],
  options: SessionOptions,
): Promise<{ provider: OpenProvider; unavailable: InvolutionReport['unavailable'] }> {
  const unavailable: InvolutionReport['unavailable'] = [];
  let firstError: unknown;
  for (const config of configs) {
    try {
      return { provider: await open(ort, config, options), unavailable };
    } catch (error) {
      firstError ??= error;
      const reason = error instanceof Error ? error.message : String(error);
      unavailable.push({ executionProvider: providerName(config), reason });
    }
  }
  const reasons = unavailable.map(({ reason }) => reason).join('; ');
  throw new Error(`none of the execution providers works here: ${reasons}`, { cause: firstError });
}

async function open(ort: OrtModule, config: ProviderConfig, options: SessionOptions): Promise<OpenProvider> {
  const name = providerName(config);
  if (name === 'wasm' || name === 'cpu') {
    // A first session of a bundle tells how many threads it has.
    if (name === 'wasm' && !ort.env.wasm.numThreads) await (await createAnchor(ort, config)).release();
    // Only what runs is loaded: bundlers make files of their own of kernels.
    const { wasmKernels } = await import('./wasm-kernels.ts');
    return without(config, await wasmKernels(ort), undefined);
  }
  const unsupported = unsupportedReason(ort, name, options);
  // A session of one node. It tells whether the provider works; and onnxruntime's device lives as long as this one.
  const anchor = await createAnchor(ort, config);
  if (unsupported !== undefined) return { ...without(config, undefined, unsupported), release: () => anchor.release() };
  const { webgpuKernels } = await import('./webgpu-kernels.ts');
  const kernels = webgpuKernels(ort, await deviceOf(ort, config));
  return {
    config,
    kernels,
    unsupported,
    async release() {
      kernels.dispose();
      await anchor.release();
    },
  };
}

function without(config: ProviderConfig, kernels: Kernels | undefined, unsupported: string | undefined): OpenProvider {
  return { config, kernels, unsupported, release: async () => kernels?.dispose() };
}

function unsupportedReason(ort: OrtModule, name: string, { enableGraphCapture }: SessionOptions): string | undefined {
  if (name !== 'webgpu') return `there are kernels for 'webgpu' and 'wasm', not for '${name}'`;
  if (enableGraphCapture) return 'with enableGraphCapture, all GPU work must be in one session';
  return runsInWorker(ort) ? 'with ort.env.wasm.proxy, the GPU device is in a worker' : undefined;
}

function createAnchor(ort: OrtModule, config: ProviderConfig): Promise<Session> {
  return ort.InferenceSession.create(smallModel('Identity', ['x']), { executionProviders: [config] });
}
