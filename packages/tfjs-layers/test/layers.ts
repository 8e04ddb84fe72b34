// What the tests of layers share.
import { type NdArray, sizeOf } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import type { LayerWeights } from './reference-layer.ts';

/** Numbers of a few bits that differ from call to call with `seed`, between −1 and 1. */
export function numbers(shape: readonly number[], seed: number): NdArray & { shape: number[] } {
  let state = seed * 2654435761 + 12345;
  const data = Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) | 0;
    return ((state >>> 8) % 129) / 64 - 1;
  });
  return { shape: [...shape], data };
}

/** Gives a layer or model weights that are not those of a start, variances positive; by name, behind the layer's own. */
export function setWeights(layer: tf.layers.Layer, seed: number): LayerWeights {
  const weights: Record<string, NdArray> = {};
  for (const [k, weight] of layer.weights.entries()) {
    const values = numbers(weight.shape as number[], seed + k);
    const data = Array.from(values.data, (v) => (weight.name.includes('variance') ? 1.5 + v : v));
    weights[weight.originalName.split('/').slice(1).join('/')] = { ...values, data };
    tf.tidy(() => {
      weight.write(tf.tensor(data, values.shape));
    });
  }
  return weights;
}

/** Writes values of a layer's weights by these names. */
export function writeWeights(layer: tf.layers.Layer, weights: LayerWeights): void {
  for (const weight of layer.weights) {
    const values = weights[weight.originalName.split('/').slice(1).join('/')]!;
    tf.tidy(() => {
      weight.write(tf.tensor(Array.from(values.data), weight.shape as number[]));
    });
  }
}

/** What a layer makes of x, in inference. */
export async function run(layer: tf.layers.Layer, x: NdArray): Promise<{ shape: number[]; data: Float32Array }> {
  const y = tf.tidy(() => layer.apply(tf.tensor(Array.from(x.data), [...x.shape])) as tf.Tensor);
  const result = { shape: y.shape, data: (await y.data()) as Float32Array };
  y.dispose();
  return result;
}

/** A model saved in memory. */
export async function savedArtifacts(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved.push(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  // As a file would give it back.
  return { ...saved[0]!, modelTopology: JSON.parse(JSON.stringify(saved[0]!.modelTopology)) };
}
