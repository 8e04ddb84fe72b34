// RedNet-50 with random weights, for what depends on none in particular, and images for it.
import { randomFloats } from '@involution/conformance';
import { describeRedNet, type Network, type Parameters, parametersOf } from '@involution/core/networks';
import { networkModel } from '@involution/onnx';

/** What of a model is in half precision, by the names of results. */
export const HALVES = { float32: false, weights: true, throughout: 'throughout' } as const;

export type Precision = keyof typeof HALVES;

/** Colours of an image, along each axis. */
const COLOURS = 4;

/** The model as bytes. */
export function randomRednet50(precision: Precision): Promise<Uint8Array> {
  return randomRednet(50, precision);
}

/** RedNet of another depth, as bytes. */
export async function randomRednet(depth: 26 | 50, precision: Precision): Promise<Uint8Array> {
  const network = describeRedNet({ depth });
  return networkModel(network, randomParameters(network), { half: HALVES[precision] });
}

/**
 * Parameters with which activations neither vanish nor explode, so that logits follow the image: weights by their number
 * of inputs, and kernels that are mostly the bias of the span.
 */
export function randomParameters({ nodes }: Network): Parameters {
  const tensors = nodes.flatMap(parametersOf);
  return new Map(tensors.map(({ name, shape }) => [name, { shape, read: async () => randomParameter(name, shape) }]));
}

function randomParameter(name: string, shape: readonly number[]): Float32Array {
  const values = randomFloats(
    name,
    shape.reduce((product, size) => product * size, 1),
  );
  const inputs = values.length / shape[0]!;
  const isSpan = /(stem\.1|layer\d\.\d\.conv2)\.conv2\.conv\./.test(name);
  const taps = name.startsWith('stem') ? 9 : 49;
  if (isSpan && shape.length === 1) return values.map((value) => value * Math.sqrt(3 / taps));
  if (isSpan) return values.map((value) => value * 0.1 * Math.sqrt(3 / inputs / taps));
  if (shape.length > 1) return values.map((value) => value * Math.sqrt(6 / inputs));
  if (name.endsWith('running_var')) return values.fill(1);
  if (name.endsWith('weight')) return values.fill(1);
  return values.map((value) => value * 0.1);
}

/** A few colours and some noise, `[1, 3, size, size]`. */
export function randomImage(k: number, size: number): { data: Float32Array; dims: number[] } {
  const colours = randomFloats(`colours ${k}`, 3 * COLOURS * COLOURS);
  const noise = randomFloats(`noise ${k}`, 3 * size * size);
  const cell = size / COLOURS;
  const data = noise.map((value, at) => {
    const [channel, row, column] = [Math.floor(at / size / size), Math.floor(at / size) % size, at % size];
    const colour = (channel * COLOURS + Math.floor(row / cell)) * COLOURS + Math.floor(column / cell);
    return 0.3 * value + 2 * colours[colour]!;
  });
  return { data, dims: [1, 3, size, size] };
}

/** The class of the highest logit. */
export function top1Of(logits: Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}
