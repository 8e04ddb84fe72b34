// Graph models for the tests: those of the fixtures, and small ones written by hand.
import type { GoldenGraphModel, GoldenPatches, GoldenTensor } from '@involution/fixtures/graph-models';
import * as tf from '@tensorflow/tfjs';

/** The weights of a fixture. */
export function bytesOf({ weights }: Pick<GoldenGraphModel, 'weights'>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(weights), (character) => character.charCodeAt(0));
}

/** What a handler of `tf.io` loads of a fixture. */
export function artifactsOf(golden: Pick<GoldenGraphModel, 'model' | 'weights'>): Promise<tf.io.ModelArtifacts> {
  // As a file would give it, so that no test changes it for the next.
  const json = structuredClone(golden.model) as unknown as tf.io.ModelJSON;
  return tf.io.getModelArtifactsForJSON(json, async (manifest) => [
    tf.io.getWeightSpecs(manifest),
    bytesOf(golden).buffer,
  ]);
}

/** What a handler of `tf.io` loads, with these artifacts. */
export function inMemory(artifacts: tf.io.ModelArtifacts): tf.io.IOHandler {
  return { load: async () => artifacts };
}

/**
 * What a model makes of x.
 *
 * @param names Of the outputs, in the order that is wanted.
 */
export async function outputsOf(
  model: tf.GraphModel,
  x: GoldenTensor,
  names: readonly string[],
): Promise<{ shape: number[]; data: Float32Array }[]> {
  const input = tf.tensor(x.data, x.shape);
  const results = [model.execute(input, [...names])].flat() as tf.Tensor[];
  const outputs = await Promise.all(
    results.map(async (result) => ({ shape: result.shape, data: (await result.data()) as Float32Array })),
  );
  tf.dispose([input, results]);
  return outputs;
}

/** A model that is an `ExtractImagePatches` and nothing else. */
export function patchesModel({ padding, ...lists }: GoldenPatches['attributes']): tf.io.ModelArtifacts {
  const attr = {
    T: { type: 'DT_FLOAT' },
    padding: { s: btoa(padding) },
    ...Object.fromEntries(Object.entries(lists).map(([name, i]) => [name, { list: { i: i.map(String) } }])),
  };
  return {
    modelTopology: {
      node: [
        {
          name: 'x',
          op: 'Placeholder',
          attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { unknownRank: true } } },
        },
        { name: 'patches', op: 'ExtractImagePatches', input: ['x'], attr },
      ],
      versions: { producer: 1 },
    },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  };
}
