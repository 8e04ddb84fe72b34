// RedNets with PyTorch's weights, which loadParameters gives the model, against PyTorch's logits.
import { convertDataFormat } from '@involution/core';
import { describeRedNet, parametersOf } from '@involution/core/networks';
import { type GoldenRedNet, goldenImage, goldenParameters, goldenRedNets } from '@involution/fixtures/rednets';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadParameters, rednet } from '../src/index.ts';

/**
 * Declares tests that nets, by default all, give PyTorch's logits on a backend. PyTorch's own float32 differs from its float64 by
 * `roundoff` for no other reason than the order and rounding of its sums; ours are of the same number.
 */
export function itGivesPyTorchLogits(backend: string, nets: readonly GoldenRedNet[] = goldenRedNets): void {
  it.each(nets.map((golden) => [golden.name, golden] as const))(
    `gives PyTorch's logits on ${backend}: %s`,
    async (_, golden) => {
      await tf.setBackend(backend);
      const { logits, roundoff } = golden;
      const model = await modelOfGolden(golden);
      const { data, shape } = convertDataFormat(
        { data: goldenImage(golden), shape: golden.xShape },
        'channelsFirst',
        'channelsLast',
      );
      const y = model.predict(tf.tensor(data, [...shape])) as tf.Tensor;
      expect(y.shape).toEqual(logits.shape);
      const actual = await y.data();
      const distances = logits.data.map((value, k) => Math.abs(actual[k]! - value));
      expect(Math.max(...distances)).toBeLessThan(8 * roundoff);
      model.dispose();
    },
    120_000,
  );
}

async function modelOfGolden({ depth, width, classes, xShape, parameters }: GoldenRedNet): Promise<tf.LayersModel> {
  const [, channels, height, imageWidth] = xShape as [number, number, number, number];
  const network = describeRedNet({ depth, width, classes });
  const all = network.nodes.flatMap(parametersOf);
  expect(all).toHaveLength(parameters);
  const model = rednet({ depth, width, classes, inputShape: [height, imageWidth, channels] });
  await loadParameters(model, { network, parameters: goldenParameters(all) });
  return model;
}
