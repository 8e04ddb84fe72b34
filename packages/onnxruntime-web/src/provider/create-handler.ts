// A model's way to a session: load, fuse, decide where each involution runs, partition, load the partitions, handler.
import { isInvolution, readerOf, writeModel } from '@involution/onnx/model';
import type { NodeProto } from '@involution/onnx/proto';
import { absorb } from './absorb.ts';
import { type FusedModel, fuseLoadedModel } from './fuse-model.ts';
import { InvolutionSessionHandler } from './involution-handler.ts';
import type { Absorbed } from './kernels.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { IndivisibleError, type LoadedPartitions, loadPartitions } from './load-partitions.ts';
import { type Lock, lockOf } from './lock.ts';
import { computesInWasm, lacksWasm, runsInWorker } from './onnxruntime-internals.ts';
import { type OpenProvider, openProvider } from './open-provider.ts';
import { type OrtModule, type ProviderConfig, providerName, type SessionHandler, type SessionOptions } from './ort.ts';
import { partitionModel } from './partition-model.ts';
import { type Placement, placeInvolutions, runAsFunctions } from './placement.ts';
import { rehearse } from './rehearsal.ts';
import { describePlacements, type InvolutionReport, warnOfFunctions } from './report.ts';
import { isConvolution, isSubgraph } from './run-plan.ts';
import { createUnmodifiedSession } from './unmodified-session.ts';
import { WholeSessionHandler } from './whole-handler.ts';

/** How sessions are made. */
export interface HandlerSettings {
  ort: OrtModule;
  /** Execution providers of onnxruntime-web, the preferred one first. */
  executionProviders: readonly ProviderConfig[];
  /** Told of each session. */
  onSession: (report: InvolutionReport) => void;
}

/**
 * Makes what stands behind an `InferenceSession` of ours.
 *
 * @param file A path or URL, or a model's bytes.
 */
export async function createHandler(
  file: string | Uint8Array,
  options: SessionOptions,
  settings: HandlerSettings,
): Promise<SessionHandler> {
  const loaded = await loadModel(file, options);
  const lock = lockOf(settings.ort.env);
  const handler = await lock(() => create(loaded, options, settings, lock)).catch((error: unknown) => {
    throw lacksWasm(error) ? new Error(WITHOUT_WASM, { cause: error }) : error;
  });
  if (handler instanceof InvolutionSessionHandler) await rehearse(settings.ort, handler, options);
  return handler;
}

const WITHOUT_WASM =
  "This onnxruntime has no execution provider 'wasm'. For onnxruntime-node: registerInvolution(ort, { executionProviders: ['cpu'] })";

async function create(
  loaded: LoadedModel,
  options: SessionOptions,
  settings: HandlerSettings,
  lock: Lock,
): Promise<SessionHandler> {
  const { ort, executionProviders, onSession } = settings;
  // A worker would be sent the whole file with each subgraph.
  const fusedModel = await fuseLoadedModel(loaded, !runsInWorker(ort));
  if (fusedModel === undefined) {
    const withFiles = loaded.files.length > 0 ? { ...options, externalData: loaded.files } : options;
    return new WholeSessionHandler(
      await createUnmodifiedSession(ort, loaded.bytes, withFiles, executionProviders),
      lock,
    );
  }
  const { provider, unavailable } = await openProvider(ort, executionProviders, options);
  const context = { ort, provider, options, fusedModel };
  let partitions: LoadedPartitions | undefined;
  try {
    const placements = await placeInvolutions(fusedModel.model, provider);
    partitions = await loadInPartitions(context, placements);
    const report: InvolutionReport = {
      executionProvider: providerName(provider.config),
      unavailable,
      involutions: describePlacements(placements),
      convolutions: partitions?.tasks.filter(isConvolution).map(({ name }) => name) ?? [],
      subgraphs: partitions?.tasks.filter(isSubgraph).length ?? 1,
      fused: fusedModel.fused,
      rejected: fusedModel.rejected,
    };
    warnOfFunctions(report, ort, options);
    onSession(report);
    return partitions === undefined ? await wholeHandler(context, lock) : partitionsHandler(context, partitions, lock);
  } catch (error) {
    await partitions?.release();
    await provider.release();
    throw error;
  }
}

interface Context {
  ort: OrtModule;
  provider: OpenProvider;
  options: SessionOptions;
  fusedModel: FusedModel;
}

/**
 * Partitions a model around the involutions that kernels run, and loads its partitions.
 *
 * @param placements Get a reason where kernels can't run an involution after all.
 * @returns `undefined` when all involutions run as functions, so that one session does all.
 */
async function loadInPartitions(
  { ort, provider, options, fusedModel }: Context,
  placements: readonly Placement[],
): Promise<LoadedPartitions | undefined> {
  const { config, kernels } = provider;
  const onKernels = placements.filter(({ reason }) => reason === undefined);
  if (kernels === undefined || onKernels.length === 0) return undefined;
  const { model, files } = fusedModel;
  // An onnxruntime of native code has convolutions as fast as ours, and in a worker of its own it computes beside the page.
  const pays = kernels.name === 'webgpu' || computesInWasm(ort, config);
  const sites = onKernels.map(({ site }) => site);
  const absorbed: Absorbed = pays ? absorb(model.graph!, sites, readerOf(files), kernels) : {};
  const { spans, convolutions } = absorbed;
  const isOurs = (node: NodeProto) => isInvolution(node) || convolutions?.of(node) !== undefined;
  const partitioned = await partitionModel(ort, config, model.graph!, isOurs);
  try {
    const context = { ort, config, kernels, absorbed, options };
    const loaded = await loadPartitions(context, fusedModel, partitioned, onKernels);
    for (const placement of onKernels) {
      const span = spans?.of(placement.site.node);
      if (span !== undefined) placement.span = span.name;
    }
    return loaded;
  } catch (error) {
    if (!(error instanceof IndivisibleError)) throw error;
    convolutions?.undo();
    for (const { node } of sites) spans?.undo(node);
    for (const placement of onKernels) placement.reason ??= error.message;
    await runAsFunctions(fusedModel.model, onKernels);
    return undefined;
  }
}

async function wholeHandler({ ort, provider, options, fusedModel }: Context, lock: Lock): Promise<SessionHandler> {
  const withFiles = { ...options, externalData: [...fusedModel.files] };
  const session = await createUnmodifiedSession(ort, writeModel(fusedModel.model), withFiles, [provider.config]);
  await provider.release();
  return new WholeSessionHandler(session, lock);
}

function partitionsHandler({ ort, provider, options }: Context, loaded: LoadedPartitions, lock: Lock): SessionHandler {
  return new InvolutionSessionHandler({
    ort,
    loaded,
    kernels: provider.kernels!,
    options,
    lock,
    async release() {
      await loaded.release();
      await provider.release();
    },
  });
}
