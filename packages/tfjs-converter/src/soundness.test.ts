// What is fused says the same as what was there, however the graph is changed: compared with tfjs's run of the unfused one.
import '@involution/tfjs-cpu/register';
import '@tensorflow/tfjs-backend-cpu';
import { isInvolutionError } from '@involution/core';
import { goldenGraphModels } from '@involution/fixtures/graph-models';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { edited, type Files } from '../test/edits.ts';
import { bytesOf } from '../test/models.ts';
import { fuseInvolution, registerOps } from './index.ts';

/** Sums of whole numbers: all orders of adding them give the same. */
const EXACT = goldenGraphModels.filter(({ roundoff }) => roundoff === 0);

/** More where the environment asks for them. */
const EDITED_MODELS = Number(process.env.INVOLUTION_EDITED_MODELS ?? 300);

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOps();
});

/** What a model makes of an image, or that it fails. */
function resultsOf(artifacts: tf.io.ModelArtifacts, image: { shape: number[]; data: number[] }): string[] | 'fails' {
  return tf.tidy(() => {
    try {
      const model = tf.loadGraphModelSync(tf.io.fromMemorySync(artifacts));
      const results = [model.predict(tf.tensor(image.data, image.shape))].flat() as tf.Tensor[];
      const texts = results.map(
        (result) => `${result.dtype} ${result.shape}: ${Array.from(result.dataSync(), (v) => v + 0)}`,
      );
      model.dispose();
      return texts;
    } catch {
      return 'fails';
    }
  });
}

/** As a synchronous handler gives it. */
function artifactsOf({ model, weights }: Files): tf.io.ModelArtifacts {
  const { modelTopology, signature, weightsManifest } = structuredClone(model);
  return {
    modelTopology,
    signature,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: weights.slice().buffer,
  };
}

it(`${EDITED_MODELS} edited models`, { timeout: 120_000 + 500 * EDITED_MODELS }, () => {
  const seen = { fails: 0, fused: 0, left: 0 };
  const choices = fc.array(fc.nat(), { minLength: 4, maxLength: 8 });
  const property = fc.property(fc.constantFrom(...EXACT), choices, (golden, how) => {
    const files = edited({ model: golden.model, weights: bytesOf(golden) }, how);
    const artifacts = artifactsOf(files);
    let fused: ReturnType<typeof fuseInvolution>;
    try {
      fused = fuseInvolution(artifacts);
    } catch (error) {
      // A circle, for instance.
      expect(isInvolutionError(error)).toBe(true);
      return;
    }
    const expected = resultsOf(artifacts, golden.x);
    seen[expected === 'fails' ? 'fails' : fused.fused.length > 0 ? 'fused' : 'left']++;
    // A model that fails may run once it is fused: what it failed at is gone.
    if (expected !== 'fails') expect(resultsOf(fused.model, golden.x)).toEqual(expected);
  });
  fc.assert(property, { numRuns: EDITED_MODELS });
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(EDITED_MODELS / 20);
});
