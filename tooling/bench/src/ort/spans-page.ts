// Runs in the browser: what `spans.ts` calls from Node.
import { conv, floats, ints, involution, modelOf, op, value, weights } from '@involution/adapters/onnx-graphs';
import { randomFloats } from '@involution/conformance';
import { sizeOf } from '@involution/core';
import { expandInvolution } from '@involution/onnx';
import { type InvolutionReport, registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import { contestInTurns, type Medians, type Run } from '../contest.ts';
import type { Shape } from '../shapes.ts';
import { describeDevice } from './device.ts';
import { countBufferBytes } from './gpu-buffers.ts';
import type { Contestant } from './spans.ts';

/** Median of so many. */
const RUNS = 15;

const mostBufferBytes = countBufferBytes();
const reports: InvolutionReport[] = [];
ort.env.logLevel = 'error';
registerInvolution(ort, { executionProviders: ['webgpu'], onSession: (report) => void reports.push(report) });

/** Times all contestants, in turns. */
export async function time(shape: Shape, names: readonly Contestant[]): Promise<{ device: string; medians: Medians }> {
  const sessions: [Contestant, ort.InferenceSession][] = [];
  // One after another, as onnxruntime-web wants it.
  for (const name of names) sessions.push([name, await open(shape, name)]);
  const results = [];
  for (const [, session] of sessions) results.push((await run(session, shape)).data as Float32Array);
  for (const other of results) demandSame(results[0]!, other);
  const contestants = sessions.map(([name, session]): [string, Run] => [
    name,
    async (calls) => {
      for (let call = 0; call < calls; call++) await run(session, shape);
    },
  ]);
  const medians = await contestInTurns(Object.fromEntries(contestants), RUNS);
  const device = await describeDevice(ort);
  for (const [, session] of sessions) await session.release();
  return { device, medians };
}

/** Creates and runs one session; the first in its page. Returns the most bytes of GPU buffers at a time. */
export async function runOnce(shape: Shape, name: Contestant): Promise<number> {
  await run(await open(shape, name), shape);
  return mostBufferBytes();
}

async function open(shape: Shape, name: Contestant): Promise<ort.InferenceSession> {
  const create = (model: Uint8Array, provider: string) =>
    ort.InferenceSession.create(model, { executionProviders: [provider] });
  if (name === 'unmodified') return create(expandInvolution(layer(shape, false)), 'webgpu');
  const session = await create(layer(shape, name === 'apart'), 'involution');
  const isFused = reports.at(-1)!.involutions[0]!.span !== undefined;
  if (isFused !== (name === 'fused')) throw new Error(`the span of ${name} is ${isFused ? '' : 'not '}absorbed`);
  return session;
}

/** x goes from the CPU and y to it, so that a run's end is the end of its work. */
async function run(session: ort.InferenceSession, shape: Shape): Promise<ort.Tensor> {
  const sizes = xShapeOf(shape);
  return (await session.run({ x: new ort.Tensor('float32', randomFloats('x', sizeOf(sizes)), sizes) }, ['y'])).y!;
}

function xShapeOf({ batch, channels, size }: Shape): number[] {
  return [batch, channels, size, size];
}

/**
 * x → 1×1 convolution to C/4 features → ReLU → span with a bias → involution with groups of 16 channels.
 *
 * @param isKernelRead Whether W is an output of the model, so that no kernel absorbs the span. Runs don't ask for it.
 */
function layer(shape: Shape, isKernelRead: boolean): Uint8Array {
  const { channels, kernelSize } = shape;
  const featureCount = channels / 4;
  const spanSize = (channels / 16) * kernelSize ** 2;
  return modelOf({
    input: [value('x', xShapeOf(shape))],
    output: [value('y', xShapeOf(shape)), ...(isKernelRead ? [value('kernel')] : [])],
    initializer: [
      weights('reduce', featureCount, channels, 1),
      weights('span', spanSize, featureCount, 2),
      floats('bias', [spanSize], 3),
    ],
    node: [
      conv(['x', 'reduce'], 'reduced'),
      op('Relu', ['reduced'], 'features'),
      op('Conv', ['features', 'span', 'bias'], 'kernel', [ints('kernel_shape', 1n, 1n)]),
      involution(['x', 'kernel'], 'y', kernelSize),
    ],
  });
}

/** A contestant that computes something else would win nothing. */
function demandSame(a: Float32Array, b: Float32Array): void {
  const largest = a.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const difference = a.reduce((most, number, k) => Math.max(most, Math.abs(number - b[k]!)), 0);
  if (!(difference <= 1e-5 * largest)) throw new Error(`contestants differ by ${difference} of ${largest}`);
}
