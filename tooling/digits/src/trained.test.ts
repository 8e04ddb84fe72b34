import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { describeKerasExample, describeRedNet, parameterCount } from '@involution/core/networks';
import { describe, expect, it } from 'vitest';
import { digits, predictionsOf, trainedFile, trainedLogits, trainedRecord } from './index.ts';

const { labels } = digits().test;

describe.each([
  ['rednet', 0.98],
  ['rednet-half', 0.98],
  ['keras-example', 0.95],
] as const)('%s', (name, lowest) => {
  it('classifies the test digits as its record says', () => {
    const logits = trainedLogits(name);
    expect(logits).toHaveLength(labels.length * 10);
    const right = predictionsOf(logits).filter((prediction, k) => prediction === labels[k]).length;
    expect(right / labels.length).toBe(trainedRecord(name).accuracy);
    expect(right / labels.length).toBeGreaterThanOrEqual(lowest);
  });
});

const rednet = { depth: [1, 1, 1, 1], width: 16, inputChannels: 1, classes: 10 };
const kerasExample = {
  imageSize: 32,
  channels: 3,
  involutions: [5, 3, 3].map((kernelSize) => ({ kernelSize, groups: 3, reduction: 1 })),
  units: [128, 10],
};

it.each([
  ['rednet.pth', 'rednet', describeRedNet(rednet)],
  ['rednet-half.pth', 'rednet-half', describeRedNet(rednet)],
  ['keras-example.keras', 'keras-example', describeKerasExample(kerasExample)],
  ['keras-example.weights.h5', 'keras-example', describeKerasExample(kerasExample)],
] as const)('%s holds the parameters of the network that the README describes', async (file, name, network) => {
  const found = detectNetwork(await openCheckpoint(trainedFile(file)));
  expect(found.network).toEqual(network);
  // Keras saves the state of the optimizer too.
  expect(found.unused.filter((key) => !key.startsWith('optimizer/'))).toEqual([]);
  expect(parameterCount(network)).toBe(trainedRecord(name).parameters);
  expect(parameterCount(network)).toBeLessThan(400_000);
});
