// RedNet-50 in onnxruntime-web; runs in Node and in the page alike.
import type * as Ort from 'onnxruntime-web';
import type { Contestants, Medians } from '../contest.ts';
import { CONTENDERS, type Contender, type Exporter, INPUT, LOGITS, modelOf, type Times } from './rednet-task.ts';

/** Where the contenders run. */
export interface Host {
  ort: typeof Ort;
  /** onnxruntime's own; ours must be registered on it as `'involution'`. */
  provider: 'wasm' | 'webgpu';
  /** A file of the models' folder. */
  read(name: string): Promise<Uint8Array>;
}

/** They compute what PyTorch does, by our provider. */
const WITH_OURS: readonly Contender[] = ['ours', 'checkpoint'];

/**
 * Times the contenders against each other. The input comes from the CPU and the logits go there, so that a run's end is the
 * end of its work.
 *
 * @param compete How they are timed.
 */
export async function timeContenders(
  host: Host,
  exporter: Exporter,
  compete: (contestants: Contestants) => Promise<Medians>,
): Promise<Times> {
  const image = await imageOf(host);
  const logits = new Map<Contender, Float32Array>();
  const contestants: [Contender, (calls: number) => Promise<void>][] = [];
  for (const contender of CONTENDERS) {
    const session = await openContender(host, contender, await host.read(modelOf(exporter, contender)));
    // Compiles the shaders too: of a very slow contender, the contest times the first run that it sees.
    const feeds = feedsOf(session, image);
    logits.set(contender, await logitsOf(session, feeds));
    const run = async (calls: number) => {
      for (let call = 0; call < calls; call++) await session.run(feeds);
    };
    contestants.push([contender, run]);
  }
  const expected = toFloats(await host.read(LOGITS));
  const errors = WITH_OURS.flatMap((contender) =>
    Array.from(logits.get(contender)!, (value, k) => Math.abs(value - expected[k]!)),
  );
  const difference = Math.max(...errors);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { medians: await compete(Object.fromEntries(contestants)), difference, largest };
}

/** Times the creation of a contender's session, which ought to be the first here. */
export async function timeCreation(host: Host, exporter: Exporter, contender: Contender) {
  const model = await host.read(modelOf(exporter, contender));
  const start = performance.now();
  const session = await openContender(host, contender, model);
  return { createMs: performance.now() - start, session };
}

/** What RedNet-50 is fed. */
export async function imageOf({ ort, read }: Host): Promise<Ort.Tensor> {
  return new ort.Tensor('float32', toFloats(await read(INPUT)), [1, 3, 224, 224]);
}

/** The models call their only input by names of their own. */
export function feedsOf(session: Ort.InferenceSession, image: Ort.Tensor): Record<string, Ort.Tensor> {
  return { [session.inputNames[0]!]: image };
}

function openContender(
  { ort, provider }: Host,
  contender: Contender,
  model: Uint8Array,
): Promise<Ort.InferenceSession> {
  const executionProviders = [WITH_OURS.includes(contender) ? 'involution' : provider];
  return ort.InferenceSession.create(model, { executionProviders, logSeverityLevel: 3 });
}

async function logitsOf(session: Ort.InferenceSession, feeds: Record<string, Ort.Tensor>): Promise<Float32Array> {
  return (await session.run(feeds))[session.outputNames[0]!]!.data as Float32Array;
}

/** A copy: bytes of a file may begin anywhere in memory. */
function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
