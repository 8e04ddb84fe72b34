import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { savedArtifacts } from '../test/layers.ts';
import { registerLayers } from './index.ts';
import { PointwiseConvolution } from './pointwise-convolution.ts';

beforeAll(async () => {
  await tf.setBackend('wasm');
  registerLayers();
});

function modelWith(layer: tf.layers.Layer): tf.LayersModel {
  const image = tf.input({ shape: [5, 4, 6] });
  return tf.model({ inputs: image, outputs: layer.apply(image) as tf.SymbolicTensor });
}

describe('a pointwise convolution', () => {
  it('is what tfjs’s dense layer is, weights and names included', () => {
    const dense = tf.layers.dense({ name: 'some', units: 3, useBias: false });
    const ours = new PointwiseConvolution({ name: 'some', filters: 3 });
    const [expected, actual] = [dense, ours].map(modelWith) as [tf.LayersModel, tf.LayersModel];
    expect(actual.outputs[0]!.shape).toEqual([null, 5, 4, 3]);
    expect(actual.countParams()).toBe(18);
    const names = ({ weights }: tf.LayersModel) => weights.map(({ originalName, shape }) => [originalName, shape]);
    expect(names(actual)).toEqual([['some/kernel', [6, 3]]]);
    actual.setWeights(expected.getWeights());
    const x = tf.randomUniform([2, 5, 4, 6], -1, 1, 'float32', 1);
    expect((actual.predict(x) as tf.Tensor).dataSync()).toEqual((expected.predict(x) as tf.Tensor).dataSync());
  });

  it('saves and loads with its initializer', async () => {
    const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
    const model = modelWith(new PointwiseConvolution({ filters: 3, kernelInitializer }));
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await savedArtifacts(model)));
    const x = tf.randomUniform([1, 5, 4, 6], -1, 1, 'float32', 1);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    const again = modelWith(new PointwiseConvolution(model.layers[1]!.getConfig() as never));
    expect(again.getWeights()[0]!.dataSync()).toEqual(model.getWeights()[0]!.dataSync());
  });

  it('does not copy its weights when it is called', async () => {
    const x = tf.ones([1, 5, 4, 6]);
    const kernelsOf = async (layer: tf.layers.Layer) => {
      layer.apply(x);
      return (await tf.profile(() => tf.tidy(() => void layer.apply(x)))).kernelNames;
    };
    expect(await kernelsOf(tf.layers.dense({ units: 3, useBias: false }))).toContain('Transpose');
    expect(await kernelsOf(new PointwiseConvolution({ filters: 3 }))).not.toContain('Transpose');
  });

  it('trains, and leaves no tensors behind', () => {
    const model = modelWith(new PointwiseConvolution({ filters: 3 }));
    // Integers, whose sums are exact.
    const x = tf.reshape(tf.range(0, 120), [1, 5, 4, 6]);
    const before = tf.memory().numTensors;
    const { value, grads } = tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor).asScalar());
    // dy is ones: each column is the sums of x over the positions.
    const [gradient] = Object.values(grads) as [tf.Tensor];
    const sums = tf.tidy(() => tf.tile(tf.sum(x, [0, 1, 2]).reshape([6, 1]), [1, 3]).dataSync());
    expect(gradient.dataSync()).toEqual(sums);
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
