import type { Network, NetworkNode } from '@involution/core/networks';
import * as tf from '@tensorflow/tfjs';

/**
 * A network of convolutions as a user of tfjs has it, of tfjs's own layers alone: a `conv2d` for each convolution, as
 * models have that are converted from Keras. Layers have the names of the nodes.
 *
 * @returns `[N, size, size, 3]` → what the last node gives.
 */
export function layersModelOf({ nodes, inputChannels }: Network, size: number): tf.LayersModel {
  const image = tf.input({ shape: [size, size, inputChannels] });
  const results = new Map([['input', image]]);
  for (const node of nodes) {
    const sources = node.inputs.map((name) => results.get(name)!);
    const source = sources.length > 1 ? sources : padded(node, sources[0]!);
    results.set(node.name, layerOf(node).apply(source) as tf.SymbolicTensor);
  }
  return tf.model({ inputs: image, outputs: results.get(nodes.at(-1)!.name)! });
}

/** PyTorch pads both sides alike, which TensorFlow's `'same'` does not at a stride. */
function padded(node: NetworkNode, source: tf.SymbolicTensor): tf.SymbolicTensor {
  if ((node.op !== 'conv' && node.op !== 'maxPool') || node.stride === 1 || node.padding === 0) return source;
  const sides: [number, number] = [node.padding, node.padding];
  return tf.layers.zeroPadding2d({ padding: [sides, sides] }).apply(source) as tf.SymbolicTensor;
}

function layerOf(node: NetworkNode): tf.layers.Layer {
  const { name } = node;
  switch (node.op) {
    case 'conv':
      return tf.layers.conv2d({
        name,
        filters: node.outChannels,
        kernelSize: node.kernelSize,
        strides: node.stride,
        padding: node.stride === 1 ? 'same' : 'valid',
        useBias: false,
        // Weights are set later; random ones of this size take seconds.
        kernelInitializer: 'zeros',
      });
    case 'batchNorm':
      return tf.layers.batchNormalization({ name, epsilon: node.epsilon });
    case 'maxPool':
      return tf.layers.maxPooling2d({ name, poolSize: node.kernelSize, strides: node.stride });
    case 'relu':
      return tf.layers.reLU({ name });
    case 'add':
      return tf.layers.add({ name });
    case 'globalAveragePool':
      return tf.layers.globalAveragePooling2d({ name });
    case 'linear':
      return tf.layers.dense({ name, units: node.outFeatures });
    default:
      throw new Error(`ResNet-50 has no ${node.op}`);
  }
}
