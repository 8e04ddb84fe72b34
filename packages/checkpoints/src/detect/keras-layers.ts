import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { invalid } from '../invalid.ts';

/** A weight and its name in the file. */
export interface KerasWeight {
  readonly key: string;
  readonly tensor: CheckpointTensor;
}

/** Kernel and bias of a convolution or of a dense layer. */
export interface KernelAndBias {
  readonly kernel: KerasWeight;
  readonly bias: KerasWeight;
}

/** The weights of an involution, or of a dense layer. */
export type KerasLayer =
  | {
      readonly kind: 'involution';
      readonly reduce: KernelAndBias;
      /** Gamma, beta, moving mean, moving variance. */
      readonly norm: readonly KerasWeight[];
      readonly span: KernelAndBias;
    }
  | ({ readonly kind: 'dense' } & KernelAndBias);

/** Of Keras 3: `layers/involution_1/kernel_gen/layers/conv2d/vars/0`. */
const BY_INDEX = /^layers\/([^/]+)(.*?)\/vars\/(\d+)$/;
/** Of whole models and of Keras 2: `inv_1/inv_1/sequential/conv2d/kernel`, with `:0` at the end in Keras 2. */
const BY_NAME = /^(?:model_weights\/)?([^/]+)(.*?)\/(kernel|bias|gamma|beta|moving_mean|moving_variance)(?::0)?$/;
const NORM_WEIGHTS = ['gamma', 'beta', 'moving_mean', 'moving_variance'];

/** Layers in the network's order: the file's where it has one, else that of the numbers at the end of their names. */
export function kerasLayers({ tensors }: Checkpoint): KerasLayer[] {
  const isByIndex = [...tensors.keys()].some((key) => BY_INDEX.test(key));
  const layers = new Map<string, Map<string, Map<string, KerasWeight>>>();
  for (const [key, tensor] of tensors) {
    const match = (isByIndex ? BY_INDEX : BY_NAME).exec(key);
    if (match === null || match[1] === 'optimizer_weights') continue;
    const [, layer, part, role] = match as unknown as [string, string, string, string];
    const parts = layers.get(layer) ?? new Map<string, Map<string, KerasWeight>>();
    const weights = parts.get(part) ?? new Map<string, KerasWeight>();
    layers.set(layer, parts.set(part, weights.set(role, { key, tensor })));
  }
  const names = isByIndex ? [...layers.keys()].sort(byNumber) : [...layers.keys()];
  return names.map((name) => layerOf(name, layers.get(name)!));
}

/** By name and then by the number that Keras puts behind it: `conv2d`, `conv2d_1`, `conv2d_10`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function layerOf(name: string, parts: ReadonlyMap<string, ReadonlyMap<string, KerasWeight>>): KerasLayer {
  const sorted = [...parts.keys()].sort(byNumber).map((part) => parts.get(part)!);
  const norms = sorted.filter((weights) => weights.size === NORM_WEIGHTS.length);
  const [first, second] = sorted.filter((weights) => weights.size === 2);
  if (sorted.length === 1 && first !== undefined) return { kind: 'dense', ...kernelAndBias(name, first) };
  if (sorted.length === 3 && norms.length === 1 && first !== undefined && second !== undefined) {
    const norm = NORM_WEIGHTS.map((role, index) => weightOf(name, norms[0]!, role, index));
    return { kind: 'involution', reduce: kernelAndBias(name, first), norm, span: kernelAndBias(name, second) };
  }
  throw invalid(name, `The layer ${name} has other weights than an involution or a dense layer of the Keras example.`);
}

function kernelAndBias(name: string, weights: ReadonlyMap<string, KerasWeight>): KernelAndBias {
  return { kernel: weightOf(name, weights, 'kernel', 0), bias: weightOf(name, weights, 'bias', 1) };
}

function weightOf(name: string, weights: ReadonlyMap<string, KerasWeight>, role: string, index: number): KerasWeight {
  const weight = weights.get(role) ?? weights.get(String(index));
  if (weight === undefined) throw invalid(name, `The layer ${name} lacks its ${role}.`);
  return weight;
}
