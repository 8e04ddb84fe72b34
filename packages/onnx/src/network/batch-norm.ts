import type { Network, NetworkNode } from '@involution/core/networks';

/** What a batch norm does to a channel once trained: y = scale·x + shift, in float64. */
export interface Affine {
  scale: Float64Array;
  shift: Float64Array;
}

/**
 * Reads what a batch norm has learned.
 *
 * @param read Reads a parameter by its name.
 */
export async function affineOf(
  name: string,
  epsilon: number,
  read: (name: string) => Promise<Float32Array>,
): Promise<Affine> {
  const [weight, bias] = [await read(`${name}.weight`), await read(`${name}.bias`)];
  const [mean, variance] = [await read(`${name}.running_mean`), await read(`${name}.running_var`)];
  const scale = Float64Array.from(weight, (gamma, c) => gamma / Math.sqrt(variance[c]! + epsilon));
  return { scale, shift: Float64Array.from(bias, (beta, c) => beta - mean[c]! * scale[c]!) };
}

/** The weights `[out, …]` of a convolution with the scale of the batch norm behind it. */
export function scaledWeights(weights: Float32Array, scale: Float64Array): Float32Array {
  const size = weights.length / scale.length;
  const scaled = new Float32Array(weights.length);
  for (const [out, factor] of scale.entries()) {
    for (let k = out * size; k < (out + 1) * size; k++) scaled[k] = weights[k]! * factor;
  }
  return scaled;
}

/**
 * The convolutions that a batch norm can be folded into: those whose results nothing else reads.
 *
 * @param outputs Nodes whose results are the model's.
 * @returns The convolutions by the names of the batch norms.
 */
export function foldableConvs(
  { nodes }: Network,
  outputs: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, NetworkNode & { op: 'conv' }> {
  const producers = new Map(nodes.map((node) => [node.name, node]));
  const reads = nodes.flatMap(({ inputs }) => inputs);
  const foldable = new Map<string, NetworkNode & { op: 'conv' }>();
  for (const { op, name, inputs } of nodes) {
    const source = producers.get(inputs[0]!);
    if (op !== 'batchNorm' || source?.op !== 'conv' || outputs.has(source.name)) continue;
    if (reads.filter((read) => read === source.name).length === 1) foldable.set(name, source);
  }
  return foldable;
}
