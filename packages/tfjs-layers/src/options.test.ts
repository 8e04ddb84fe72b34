// Every option of the layers, at random: y is the reference's within the bound, and save → load gives the same bits.
import '@involution/tfjs-cpu/register';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { normalizedError } from '../test/approximate.ts';
import { numbers, run, savedArtifacts, setWeights } from '../test/layers.ts';
import { layerOf, randomLayers, referenceOptionsOf } from '../test/random-layer.ts';
import { referenceLayer } from '../test/reference-layer.ts';
import { registerLayers } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  registerLayers();
});

it('is right within the bound, with the output shape that it promises', async () => {
  await fc.assert(
    fc.asyncProperty(randomLayers(), fc.nat(1000), async (random, seed) => {
      const { rank, xShape } = random;
      const layer = layerOf(random);
      const symbol = layer.apply(tf.input({ shape: [...xShape.slice(1, -1).map(() => null), xShape.at(-1)!] }));
      expect((symbol as tf.SymbolicTensor).shape).toHaveLength(rank + 2);
      const weights = setWeights(layer, seed);
      const x = numbers(xShape, seed);
      const y = await run(layer, x);
      expect(y.shape).toEqual(layer.computeOutputShape(xShape));
      const expected = referenceLayer(x, weights, referenceOptionsOf(rank, layer, xShape));
      expect(y.shape).toEqual(expected.shape);
      expect(normalizedError(y.data, expected)).toBeLessThanOrEqual(1);
      layer.dispose();
    }),
    { numRuns: 150 },
  );
});

/** What has no part in y's reference, but in a saved model. */
const saved = fc.record(
  {
    activation: fc.constantFrom('relu' as const, 'tanh' as const),
    generatorActivation: fc.constantFrom('relu' as const, 'sigmoid' as const, 'hardSigmoid' as const),
    reduceInitializer: fc.constantFrom(
      'heNormal' as const,
      'leCunUniform' as const,
      tf.initializers.constant({ value: 0.5 }),
    ),
    spanInitializer: fc.constantFrom('zeros' as const, tf.initializers.randomNormal({ stddev: 0.1 })),
    projectionInitializer: fc.constantFrom('glorotUniform' as const),
    biasInitializer: fc.constantFrom('ones' as const),
    reduceRegularizer: fc.constantFrom('l1l2' as const, tf.regularizers.l2({ l2: 0.1 })),
    spanRegularizer: fc.constantFrom(tf.regularizers.l1({ l1: 0.1 })),
    projectionRegularizer: fc.constantFrom(tf.regularizers.l1l2()),
    biasRegularizer: fc.constantFrom(tf.regularizers.l2()),
    trainable: fc.boolean(),
    name: fc.constantFrom('involution_layer', 'stem.1'),
  },
  { requiredKeys: [] },
);

it('saves and loads to the same bits and the same config', async () => {
  await fc.assert(
    fc.asyncProperty(randomLayers(), saved, fc.nat(1000), async (random, others, seed) => {
      const args = { ...random.args, ...others };
      const layer = layerOf({ ...random, args: { ...args, inputShape: random.xShape.slice(1) } });
      const model = tf.sequential({ layers: [layer] });
      setWeights(layer, seed);
      const loaded = await tf.loadLayersModel(tf.io.fromMemory(await savedArtifacts(model)));
      const x = tf.tensor(Array.from(numbers(random.xShape, seed).data), random.xShape);
      const [before, after] = [model, loaded].map((one) => (one.predict(x) as tf.Tensor).dataSync());
      expect(after).toEqual(before);
      // A file has null for what an initializer of tfjs leaves open.
      const plain = (config: object) => JSON.parse(JSON.stringify(config, (_, value) => value ?? undefined));
      expect(plain(loaded.layers[0]!.getConfig())).toEqual(plain(layer.getConfig()));
      expect(loaded.trainableWeights.length).toBe(model.trainableWeights.length);
      model.dispose();
      loaded.dispose();
    }),
    { numRuns: 100 },
  );
});
