// RedNets with PyTorch's weights, which loadParameters gives the model, against PyTorch's logits.
import { convertDataFormat } from '@involution/core';
import { describeRedNet, parametersOf } from '@involution/core/networks';
import {
  type GoldenRedNet,
  goldenImage,
  goldenParameters,
  goldenRedNets,
  goldenShare,
} from '@involution/fixtures/rednets';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadParameters, rednet } from '../src/index.ts';

/** Declares tests that nets, by default all, give PyTorch's logits on a backend. */
export function itGivesPyTorchLogits(backend: string, nets: readonly GoldenRedNet[] = goldenRedNets): void {
  it.each(nets.map((golden) => [golden.name, golden] as const))(
    `gives PyTorch's logits on ${backend}: %s`,
    async (_, golden) => {
      await tf.setBackend(backend);
      const model = await modelOfGolden(golden);
      const { data, shape } = convertDataFormat(
        { data: goldenImage(golden), shape: golden.xShape },
        'channelsFirst',
        'channelsLast',
      );
      const y = model.predict(tf.tensor(data, [...shape])) as tf.Tensor;
      expect(y.shape).toEqual(golden.logits.shape);
      expect(goldenShare(golden, await y.data())).toBeLessThan(1);
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
