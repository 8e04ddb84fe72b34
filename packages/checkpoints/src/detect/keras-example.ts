import { describeKerasExample, type KerasExampleOptions } from '@involution/core/networks';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { invalid } from '../invalid.ts';
import { type KerasConfig, readKerasConfig } from './keras-config.ts';
import { type KerasLayer, type KerasWeight, kerasLayers } from './keras-layers.ts';
import type { LoadedNetwork } from './loaded-network.ts';
import { matchParameters, transposed } from './match.ts';

type Involution = Extract<KerasLayer, { kind: 'involution' }>;

/** From HWIO to OIHW, and from [in, out] to [out, in]. */
const CONVOLUTION = [3, 2, 0, 1];
const LINEAR = [1, 0];
const NORM = ['weight', 'bias', 'running_mean', 'running_var'];
/** The example's r, which is tried first. */
const REDUCTION = 2;
const MAX_CANDIDATE = 1024;

/** Reads the options of a network of the Keras example's form off its weights and configuration. See `detectNetwork`. */
export function detectKerasExample(checkpoint: Checkpoint): LoadedNetwork {
  const layers = kerasLayers(checkpoint);
  const involutions = layers.filter((layer) => layer.kind === 'involution');
  const dense = layers.filter((layer) => layer.kind === 'dense');
  if (involutions.length === 0 || dense.length === 0) {
    throw invalid('data', 'The Keras file has no layers of involution and dense layers, as the Keras example has.');
  }
  const config = checkpoint.config === undefined ? undefined : readKerasConfig(checkpoint.config);
  if (
    config !== undefined &&
    !(config.involutions.length === involutions.length && config.denseCount === dense.length)
  ) {
    throw invalid('config', "The model's configuration has other layers than the file has weights for.");
  }
  const channels = sizeOfAxis(involutions[0]!.reduce.kernel, 2);
  const units = dense.map(({ kernel }) => sizeOfAxis(kernel, 1));
  const options: Required<KerasExampleOptions> = {
    imageSize: config?.imageSize ?? imageSizeOf(sizeOfAxis(dense[0]!.kernel, 0), channels, involutions.length),
    channels,
    involutions: involutions.map((layer, k) => involutionOf(layer, channels, config?.involutions[k])),
    units,
  };
  const { tensors, keys } = rename(involutions, dense);
  const network = describeKerasExample(options);
  return { kind: 'keras-example', options, network, ...matchParameters(network, tensors, keys, checkpoint) };
}

/** The tensors by the names of the description and in PyTorch's layouts, and the names that they have in the file. */
function rename(involutions: readonly Involution[], dense: readonly Extract<KerasLayer, { kind: 'dense' }>[]) {
  const tensors = new Map<string, CheckpointTensor>();
  const keys = new Map<string, string>();
  function add(name: string, { key, tensor }: KerasWeight, order?: readonly number[]): void {
    const isTransposed = order !== undefined && order.length === tensor.shape.length;
    tensors.set(name, isTransposed ? transposed(tensor, order) : tensor);
    keys.set(name, key);
  }
  for (const [k, { reduce, norm, span }] of involutions.entries()) {
    add(`inv_${k + 1}.conv1.conv.weight`, reduce.kernel, CONVOLUTION);
    add(`inv_${k + 1}.conv1.conv.bias`, reduce.bias);
    for (const [part, weight] of norm.entries()) add(`inv_${k + 1}.conv1.bn.${NORM[part]}`, weight);
    add(`inv_${k + 1}.conv2.conv.weight`, span.kernel, CONVOLUTION);
    add(`inv_${k + 1}.conv2.conv.bias`, span.bias);
  }
  for (const [k, { kernel, bias }] of dense.entries()) {
    add(`dense_${k + 1}.weight`, kernel, LINEAR);
    add(`dense_${k + 1}.bias`, bias);
  }
  return { tensors, keys };
}

/** K, G and r. Without a configuration, the fewest groups with which K is a whole number: G·K² alone does not tell. */
function involutionOf(
  { reduce, span }: Involution,
  channels: number,
  config: KerasConfig['involutions'][number] | undefined,
) {
  const size = sizeOfAxis(span.kernel, 3);
  const hidden = sizeOfAxis(reduce.kernel, 3);
  const candidates = [REDUCTION, ...Array.from({ length: Math.min(channels, MAX_CANDIDATE) }, (_, k) => k + 1)];
  const reduction = candidates.find((r) => Math.floor(channels / r) === hidden) ?? channels / hidden;
  const kernelSizeFor = (groups: number) => Math.sqrt(size / groups);
  const groups =
    config?.groups ??
    candidates.slice(1).find((count) => channels % count === 0 && Number.isInteger(kernelSizeFor(count)));
  if (groups === undefined || !Number.isInteger(kernelSizeFor(groups))) {
    throw invalid(
      span.kernel.key,
      `${span.kernel.key} has ${size} output channels, which is no G·K² of ${channels} channels.`,
    );
  }
  const kernelSize = config?.kernelSize ?? kernelSizeFor(groups);
  return { kernelSize, groups, reduction };
}

/** H = W, where pooling has halved it after all involutions but the last; the smallest that gives as many features. */
function imageSizeOf(features: number, channels: number, involutions: number): number {
  const size = Math.sqrt(features / channels);
  if (Number.isInteger(size)) return size * 2 ** (involutions - 1);
  throw invalid(
    'data',
    `The first dense layer has ${features} features, which are no square image of ${channels} channels.`,
  );
}

function sizeOfAxis({ key, tensor }: KerasWeight, axis: number): number {
  const size = tensor.shape[axis];
  if (size !== undefined && size > 0) return size;
  throw invalid(key, `${key} has the shape [${tensor.shape}], which is none of the Keras example's.`);
}
