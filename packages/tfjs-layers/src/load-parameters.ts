import { InvolutionError, sizeOf, unexpected } from '@involution/core';
import {
  type Network,
  type NetworkNode,
  type NetworkParameter,
  type Parameters,
  parametersOf,
} from '@involution/core/networks';
import { reshape, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A network and what it has learned, by PyTorch's names and in its layouts: what `@involution/checkpoints` reads. */
export interface LoadedParameters {
  readonly network: Network;
  readonly parameters: Parameters;
}

/**
 * Gives a model the parameters of its network: convolutions `[out, in, K, K]` → `[K, K, in, out]`, matrices transposed.
 * Parameters that the model has no layer for are left unread, so that a model of features takes a classifier's.
 *
 * @param model As `modelOf` makes it of the network, or `rednet`.
 * @throws InvolutionError `INVALID_CHECKPOINT` with the name of the first parameter that is missing or has another shape,
 * before any is read; or of one that holds another number of values. `INVALID_OPTIONS` for a model of another network.
 */
export async function loadParameters(model: LayersModel, { network, parameters }: LoadedParameters): Promise<void> {
  const nodes = new Map(network.nodes.map((node) => [node.name, node]));
  const targets = model.layers.flatMap((layer) => {
    const node = nodes.get(layer.name);
    const expected = node ? inOrderOfWeights(node) : [];
    if (layer.weights.length !== expected.length) {
      throw unexpected(
        'INVALID_OPTIONS',
        layer.name,
        `a layer with ${layer.weights.length} weights`,
        'a node of the network',
      );
    }
    return layer.weights.map((weight, k) => ({ weight, ...find(expected[k]!, parameters) }));
  });
  for (const { weight, name, parameter } of targets) {
    const values = await parameter.read();
    if (values.length !== sizeOf(parameter.shape)) {
      throw unexpected(
        'INVALID_CHECKPOINT',
        name,
        `of ${values.length} values`,
        `of shape [${parameter.shape.join(', ')}]`,
      );
    }
    tidy(() => {
      weight.write(fromPyTorch(tensor(values, [...parameter.shape]), weight.shape as number[]));
    });
  }
}

/** A layer has its weights in PyTorch's order, but those that are not trained behind the others. */
function inOrderOfWeights(node: NetworkNode): NetworkParameter[] {
  const all = parametersOf(node);
  return [...all.filter(({ isTrained }) => isTrained), ...all.filter(({ isTrained }) => !isTrained)];
}

function find({ name, shape }: NetworkParameter, parameters: Parameters) {
  const parameter = parameters.get(name);
  if (!parameter) throw new InvolutionError('INVALID_CHECKPOINT', name, `The parameter ${name} is missing.`);
  if (parameter.shape.join() !== shape.join()) {
    throw unexpected('INVALID_CHECKPOINT', name, parameter.shape, `of shape [${shape.join(', ')}]`);
  }
  return { name, parameter };
}

/** Output and input channels go last, where tfjs has them; a 1×1 convolution may be a matrix. */
function fromPyTorch(values: Tensor, shape: number[]): Tensor {
  const axes = values.shape.map((_, axis) => axis);
  return reshape(values.rank > 1 ? transpose(values, [...axes.slice(2), 1, 0]) : values, shape);
}
