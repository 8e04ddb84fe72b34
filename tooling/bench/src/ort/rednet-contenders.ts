// RedNet-50 in onnxruntime-web; runs in Node and in the page alike.
import type * as Ort from 'onnxruntime-web';
import { contest } from '../contest.ts';
import { CONTENDERS, type Contender, type Exporter, INPUT, LOGITS, modelOf, type Times } from './rednet-task.ts';

/** Where the contenders run. */
export interface Host {
  ort: typeof Ort;
  /** onnxruntime's own; ours must be registered on it as `'involution'`. */
  provider: 'wasm' | 'webgpu';
  /** A file of the models' folder. */
  read(name: string): Promise<Uint8Array>;
}

/**
 * Times the contenders against each other. The input comes from the CPU and the logits go there, so that a run's end is the
 * end of its work.
 *
 * @param runs The least number of runs of each.
 */
export async function timeContenders(host: Host, exporter: Exporter, runs: number): Promise<Times> {
  const feeds = await feedsOf(host);
  const logits = new Map<Contender, Float32Array>();
  const contestants: [Contender, (calls: number) => Promise<void>][] = [];
  for (const contender of CONTENDERS) {
    const session = await openContender(host, contender, await host.read(modelOf(exporter, contender)));
    // Compiles the shaders too: of a very slow contender, the contest times the first run that it sees.
    logits.set(contender, await logitsOf(session, feeds));
    const run = async (calls: number) => {
      for (let call = 0; call < calls; call++) await session.run(feeds);
    };
    contestants.push([contender, run]);
  }
  const expected = toFloats(await host.read(LOGITS));
  const ours = logits.get('ours')!;
  const difference = expected.reduce((most, value, k) => Math.max(most, Math.abs(value - ours[k]!)), 0);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { medians: await contest(Object.fromEntries(contestants), runs), difference, largest };
}

/** Times the creation of a contender's session, which ought to be the first here. */
export async function timeCreation(host: Host, exporter: Exporter, contender: Contender) {
  const model = await host.read(modelOf(exporter, contender));
  const start = performance.now();
  const session = await openContender(host, contender, model);
  return { createMs: performance.now() - start, session };
}

/** What RedNet-50 is fed. */
export async function feedsOf({ ort, read }: Host): Promise<Record<string, Ort.Tensor>> {
  return { x: new ort.Tensor('float32', toFloats(await read(INPUT)), [1, 3, 224, 224]) };
}

function openContender(
  { ort, provider }: Host,
  contender: Contender,
  model: Uint8Array,
): Promise<Ort.InferenceSession> {
  const executionProviders = [contender === 'ours' ? 'involution' : provider];
  return ort.InferenceSession.create(model, { executionProviders, logSeverityLevel: 3 });
}

async function logitsOf(session: Ort.InferenceSession, feeds: Record<string, Ort.Tensor>): Promise<Float32Array> {
  return (await session.run(feeds))[session.outputNames[0]!]!.data as Float32Array;
}

/** A copy: bytes of a file may begin anywhere in memory. */
function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}
