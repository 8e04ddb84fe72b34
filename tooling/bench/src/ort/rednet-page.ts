// Runs in the browser: what `rednet-webgpu.ts` calls from Node, in a page of its own for each measurement.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import { contest } from '../contest.ts';
import { describeDevice } from './device.ts';
import { countBufferBytes } from './gpu-buffers.ts';
import { feedsOf, type Host, imageOf, timeContenders, timeCreation } from './rednet-contenders.ts';
import type { Contender, Exporter, Times } from './rednet-task.ts';

const RUNS = 15;

const host: Host = { ort, provider: 'webgpu', read };
const mostBufferBytes = countBufferBytes();
let session: ort.InferenceSession;

registerInvolution(ort, { executionProviders: ['webgpu'] });

/** Times all contenders. */
export async function time(exporter: Exporter): Promise<Times & { device: string }> {
  const times = await timeContenders(host, exporter, (contestants) => contest(contestants, RUNS));
  return { ...times, device: await describeDevice(ort) };
}

/** Milliseconds that the creation of a contender's session takes. */
export async function create(exporter: Exporter, contender: Contender): Promise<number> {
  const created = await timeCreation(host, exporter, contender);
  session = created.session;
  return created.createMs;
}

/** Runs the session that was created. Returns the most bytes of GPU buffers in the life of the page. */
export async function run(): Promise<number> {
  await session.run(feedsOf(session, await imageOf(host)));
  return mostBufferBytes();
}

async function read(name: string): Promise<Uint8Array> {
  const response = await fetch(`/files/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
