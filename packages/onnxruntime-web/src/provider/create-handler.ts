import { checkNode, expandNodes, requireDomainVersion, writeModel } from '@involution/onnx/model';
import { createSession } from './create-session.ts';
import { loadExternalFiles } from './external-files.ts';
import { InvolutionSessionHandler } from './involution-handler.ts';
import { loadFile } from './load-file.ts';
import { type Lock, lockOf } from './lock.ts';
import { type OpenProvider, openProvider } from './open-provider.ts';
import { type OrtModule, type ProviderConfig, providerName, type SessionHandler, type SessionOptions } from './ort.ts';
import { runsInWorker } from './ort-internals.ts';
import { type Placement, placeInvolutions } from './placement.ts';
import { type PreparedModel, parseModel, prepareModel } from './prepare-model.ts';
import { describePlacements, type InvolutionReport, warnOfFunctions } from './report.ts';
import { loadParts, Misplaced, type SessionParts } from './session-parts.ts';
import { WholeSessionHandler } from './whole-handler.ts';

/** How sessions are made. */
export interface HandlerSettings {
  ort: OrtModule;
  /** Execution providers of onnxruntime-web's own, the preferred one first. */
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
  const bytes = await loadFile(file);
  const lock = lockOf(settings.ort.env);
  return lock(() => create(file, bytes, options, settings, lock));
}

async function create(
  file: string | Uint8Array,
  bytes: Uint8Array,
  options: SessionOptions,
  settings: HandlerSettings,
  lock: Lock,
): Promise<SessionHandler> {
  const { ort, executionProviders, onSession } = settings;
  const model = parseModel(bytes);
  const files = model === undefined ? [] : await loadExternalFiles(model, file, options);
  // A worker would be sent the whole file with each subgraph.
  const prepared = model && prepareModel(model, bytes, files, !runsInWorker(ort));
  if (prepared === undefined) {
    const ownOptions = files.length > 0 ? { ...options, externalData: files } : options;
    return new WholeSessionHandler(await createSession(ort, bytes, ownOptions, executionProviders), lock);
  }
  requireDomainVersion(prepared.model);
  const { provider, unavailable } = await openProvider(ort, executionProviders, options);
  let parts: SessionParts | undefined;
  try {
    const placements = placeInvolutions(prepared.model, provider.unsupported);
    const context = { ort, prepared, provider, options };
    parts = await loadAsFarAsPossible(context, placements);
    const report: InvolutionReport = {
      executionProvider: providerName(provider.config),
      unavailable,
      involutions: describePlacements(placements),
      subgraphs: parts?.partitions.filter(({ subgraph }) => subgraph !== undefined).length ?? 1,
      fused: prepared.fused,
      rejected: prepared.rejected,
    };
    warnOfFunctions(report, ort, options);
    onSession(report);
    return parts === undefined ? await wholeHandler(context, lock) : partsHandler(context, parts, lock);
  } catch (error) {
    await parts?.release();
    await provider.release();
    throw error;
  }
}

interface Context {
  ort: OrtModule;
  prepared: PreparedModel;
  provider: OpenProvider;
  options: SessionOptions;
}

/**
 * Loads a model with kernels for as many involutions as there can be, and functions for the others.
 *
 * @param placements Get a reason where a kernel was tried in vain.
 * @returns `undefined` when all are functions.
 */
async function loadAsFarAsPossible(
  context: Context,
  placements: readonly Placement[],
): Promise<SessionParts | undefined> {
  const { prepared, provider } = context;
  const expanded = new Set<Placement>();
  for (;;) {
    const asFunctions = placements.filter((placement) => placement.reason !== undefined && !expanded.has(placement));
    if (asFunctions.length > 0) {
      expandNodes(
        prepared.model,
        asFunctions.map(({ site }) => site),
      );
    }
    for (const placement of asFunctions) expanded.add(placement);
    const asKernels = placements.filter(({ reason }) => reason === undefined);
    const { kernels } = provider;
    if (asKernels.length === 0 || kernels === undefined) return undefined;
    for (const { site } of asKernels) checkNode(site);
    try {
      return await loadParts({ ...context, kernels }, asKernels);
    } catch (error) {
      if (!(error instanceof Misplaced)) throw error;
      for (const placement of error.placement === undefined ? asKernels : [error.placement])
        placement.reason = error.message;
    }
  }
}

async function wholeHandler({ ort, prepared, provider, options }: Context, lock: Lock): Promise<SessionHandler> {
  const externalData = [...prepared.files];
  const session = await createSession(ort, writeModel(prepared.model), { ...options, externalData }, [provider.config]);
  await provider.release();
  return new WholeSessionHandler(session, lock);
}

function partsHandler({ ort, provider, options }: Context, parts: SessionParts, lock: Lock): SessionHandler {
  return new InvolutionSessionHandler({
    ort,
    parts,
    kernels: provider.kernels!,
    options,
    lock,
    async release() {
      await parts.release();
      await provider.release();
    },
  });
}
