import { parameterCount } from '@involution/core/networks';
import { expect, it } from 'vitest';
import { describeResNet50 } from './resnet50.ts';
import { layersModelOf } from './resnet50-layers.ts';

it('is ResNet-50, by the number of its parameters, as a description and in tfjs', () => {
  // As tooling/fixtures/resnet.py has it.
  expect(parameterCount(describeResNet50())).toBe(25_557_032);
  const model = layersModelOf(describeResNet50(), 224);
  const trained = model.trainableWeights.map(({ shape }) => shape.reduce<number>((size, length) => size * length!, 1));
  expect(trained.reduce((sum, size) => sum + size, 0)).toBe(25_557_032);
  expect(model.outputs[0]!.shape).toEqual([null, 1000]);
});
