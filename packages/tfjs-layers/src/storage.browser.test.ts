import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { numbers, setWeights } from '../test/layers.ts';
import { Involution2D, registerLayers } from './index.ts';

it.each(['localstorage', 'indexeddb'])('saves to %s and loads to the same bits', async (storage) => {
  await tf.setBackend('cpu');
  registerLayers();
  const layer = new Involution2D({ kernelSize: 5, dialect: 'keras', groups: 2, filters: 6, inputShape: [7, 6, 4] });
  const model = tf.sequential({ layers: [layer, tf.layers.reLU()] });
  setWeights(layer, 1);
  const url = `${storage}://involution-test`;
  await model.save(url);
  const loaded = await tf.loadLayersModel(url);
  await tf.io.removeModel(url);
  const x = tf.tensor(Array.from(numbers([2, 7, 6, 4], 2).data), [2, 7, 6, 4]);
  expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
});
