// One layer in onnxruntime-web; runs in Node and in the page alike.
import { expandInvolution } from '@involution/onnx';
import type * as Ort from 'onnxruntime-web';
import { type ContestOptions, mediansOf, type Run, type Times, timesOf } from '../contest.ts';
import type { Measurement } from '../report.ts';
import { SHAPES, type Shape } from '../shapes.ts';
import { depthwise, inputShapes, oneNode, slices } from './models.ts';

/** Median of so many runs at least. */
const RUNS = 21;

/** The layers that the bars are set on, each as {@link benchLayer} times it. */
export async function benchLayers(
  ort: typeof Ort,
  provider: 'wasm' | 'webgpu',
  onProgress: (text: string) => void,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const shape of SHAPES) {
    onProgress(`onnxruntime-web ${provider}, ${shape.name}`);
    const medians = mediansOf(await benchLayer(ort, provider, shape, { runs: RUNS }));
    measurements.push({ shape: shape.name, multiplyAdds: shape.multiplyAdds, direction: 'forward', medians });
  }
  return measurements;
}

/**
 * Times our provider, our function of standard operators, the plain slices and onnxruntime's depthwise convolution.
 * Inputs come from the CPU and the result goes there, so that a run's end is the end of its work.
 *
 * @param provider onnxruntime's own; ours must be registered on it as `'involution'`.
 */
export async function benchLayer(
  ort: typeof Ort,
  provider: 'wasm' | 'webgpu',
  shape: Shape,
  options: ContestOptions,
): Promise<Record<string, Times>> {
  const open = (model: Uint8Array, name: string) => ort.InferenceSession.create(model, { executionProviders: [name] });
  const sessions = {
    slices: await open(slices(shape), provider),
    ours: await open(oneNode(shape), 'involution'),
    depthwise: await open(depthwise(shape), provider),
    function: await open(expandInvolution(oneNode(shape)), provider),
  };
  const feeds = feedsOf(ort, shape);
  await checkAgreement(sessions.ours, sessions.slices, feeds);
  const contestants = Object.entries(sessions).map(([name, session]) => [name, timed(session, feeds)] as const);
  const times = await timesOf(Object.fromEntries(contestants), options);
  for (const session of Object.values(sessions)) await session.release();
  return times;
}

type Feeds = Readonly<Record<'X' | 'W', Ort.Tensor>>;

function feedsOf(ort: typeof Ort, shape: Shape): Feeds {
  const { x, kernel } = inputShapes(shape);
  const random = (sizes: number[]) => {
    const data = Float32Array.from({ length: sizes.reduce((a, b) => a * b) }, () => Math.random() * 2 - 1);
    return new ort.Tensor('float32', data, sizes);
  };
  return { X: random(x), W: random(kernel) };
}

function timed(session: Ort.InferenceSession, feeds: Feeds): Run {
  const own = session.inputNames.map((name) => [name, feeds[name as 'X' | 'W']]);
  return async (calls) => {
    for (let call = 0; call < calls; call++) await session.run(Object.fromEntries(own));
  };
}

/** A contestant that computes something else would win nothing. */
async function checkAgreement(ours: Ort.InferenceSession, other: Ort.InferenceSession, feeds: Feeds): Promise<void> {
  const [a, b] = await Promise.all(
    [ours, other].map(async (session) => (await session.run(feeds)).Y!.data as Float32Array),
  );
  const difference = a!.reduce((most, value, k) => Math.max(most, Math.abs(value - b![k]!)), 0);
  if (!(difference < 1e-4)) throw new Error(`contestants differ by ${difference}`);
}
