// Small RedNets with PyTorch's weights, which loadParameters gives the model, against PyTorch's logits.
import { convertDataFormat, sizeOf } from '@involution/core';
import { describeRedNet, parametersOf } from '@involution/core/networks';
import { type GoldenRedNet, goldenRedNets } from '@involution/fixtures';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadParameters, rednet } from '../src/index.ts';

/** The formula of `rednet_logits.py`. */
function formula(seed: number, shape: readonly number[]): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, k) => (((7919 * k + 104729 * seed) % 257) - 128) / 128);
}

function parameter(seed: number, name: string, shape: readonly number[]): Float32Array {
  const isScale = /running_var$|weight$/.test(name);
  const factor = 2 ** -Math.floor(Math.log2(sizeOf(shape.slice(1))) / 2);
  const value = (v: number) => (shape.length > 1 ? v * factor : isScale ? 1 + v / 4 : v / 4);
  return Float32Array.from(formula(seed, shape), value);
}

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
        { data: formula(golden.parameters, golden.xShape), shape: golden.xShape },
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
  );
}

async function modelOfGolden({ depth, width, classes, xShape, parameters }: GoldenRedNet): Promise<tf.LayersModel> {
  const [, channels, height, imageWidth] = xShape as [number, number, number, number];
  const network = describeRedNet({ depth, width, classes });
  const all = network.nodes.flatMap(parametersOf);
  expect(all).toHaveLength(parameters);
  const values = all.map(({ name, shape }, seed) => [
    name,
    { shape, read: async () => parameter(seed, name, shape) },
  ]) as [string, { shape: readonly number[]; read(): Promise<Float32Array> }][];
  const model = rednet({ depth, width, classes, inputShape: [height, imageWidth, channels] });
  await loadParameters(model, { network, parameters: new Map(values) });
  return model;
}
