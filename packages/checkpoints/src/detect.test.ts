import { checkpointFile, checkpointRecords } from '@involution/fixtures/checkpoints';
import { expect, it } from 'vitest';
import { recordsOf } from '../test/tensors.ts';
import { type Checkpoint, detectNetwork, openCheckpoint } from './index.ts';

const torch = checkpointRecords('torch');
const paddle = checkpointRecords('paddle');
const keras = checkpointRecords('keras');

const options = {
  depth: 26,
  width: 4,
  inputChannels: 3,
  classes: 5,
  stemKernelSize: 3,
  kernelSize: 7,
  channelsPerGroup: 16,
  reduction: 4,
};

it.each([
  ['rednet.pth', torch.parameters],
  ['rednet-legacy.pth', torch.parameters],
  ['rednet-half.pth', torch['half-parameters']],
  ['rednet.pdparams', paddle.parameters],
  ['rednet-protocol-2.pdparams', paddle.parameters],
])('finds RedNet-26 in %s', async (name, parameters) => {
  const network = detectNetwork(await openCheckpoint(checkpointFile(name)));
  expect(network).toMatchObject({ kind: 'rednet', options, unused: [] });
  expect(network.used).toHaveLength(network.parameters.size);
  expect(await recordsOf(network.parameters)).toEqual(parameters);
});

it('finds the backbone of a detector, whose heads are left over', async () => {
  const network = detectNetwork(await openCheckpoint(checkpointFile('detector.pth')));
  expect(network.options).toEqual({ ...options, classes: 0, stemKernelSize: 7 });
  expect(network.unused).toEqual(['neck.fpn_convs.0.conv.weight', 'rpn_head.rpn_conv.weight']);
});

it.each(['example.keras', 'example.h5', 'example.weights.h5', 'example-weights-of-keras-2.h5'])(
  'finds the network of the Keras example in %s',
  async (name) => {
    const network = detectNetwork(await openCheckpoint(checkpointFile(name)));
    const involutions = [
      { kernelSize: 3, groups: 2, reduction: 2 },
      { kernelSize: 5, groups: 1, reduction: 2 },
    ];
    const options = { imageSize: 12, channels: 4, involutions, units: [6, 5] };
    expect(network).toMatchObject({ kind: 'keras-example', options, unused: [] });
    expect(await recordsOf(network.parameters)).toEqual(keras.parameters);
  },
);

/** The checkpoint of RedNet-26 with another map of tensors. */
async function changed(change: (tensors: Map<string, { shape: readonly number[] }>) => void): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(checkpointFile('rednet.pth'));
  const tensors = new Map(checkpoint.tensors);
  change(tensors);
  return { ...checkpoint, tensors };
}

it('names what is missing', async () => {
  const checkpoint = await changed((tensors) => tensors.delete('backbone.layer2.1.bn1.bias'));
  expect(() => detectNetwork(checkpoint)).toThrow('The checkpoint lacks layer2.1.bn1.bias.');
});

it('names the key of another shape', async () => {
  const key = 'backbone.layer3.0.conv3.weight';
  const checkpoint = await changed((tensors) => tensors.set(key, { ...tensors.get(key)!, shape: [64, 16, 3, 3] }));
  expect(() => detectNetwork(checkpoint)).toThrow(
    `${key} has the shape [64,16,3,3], but layer3.0.conv3.weight of this network has [64,16,1,1].`,
  );
});

it('rejects tensors of no network that is known', async () => {
  const checkpoint = await openCheckpoint(checkpointFile('layers.pdparams'));
  expect(() => detectNetwork(checkpoint)).toThrow('The checkpoint is of no network that is known');
});

/** The Keras example with its configuration changed by a replacement in its JSON. */
async function reconfigured(from: string | RegExp, to: string): Promise<Checkpoint> {
  const checkpoint = await openCheckpoint(checkpointFile('example.keras'));
  return { ...checkpoint, config: JSON.parse(JSON.stringify(checkpoint.config).replace(from, to)) };
}

it.each([
  [
    'another layer',
    '"class_name":"Flatten"',
    '"class_name":"GlobalAveragePooling2D"',
    'a layer GlobalAveragePooling2D',
  ],
  ['another stride', '"stride":1', '"stride":2', 'with options that the Keras example does not have'],
  ['another pooling', '"pool_size":[2,2]', '"pool_size":[3,3]', 'with options'],
  ['another activation', '"activation":"linear"', '"activation":"softmax"', 'without the activation linear'],
  [
    'an image that is not square',
    '"batch_shape":[null,12,12,4]',
    '"batch_shape":[null,12,14,4]',
    'must be a square image',
  ],
  ['other groups', '"group_number":2', '"group_number":3', 'no G·K²'],
  ['a kernel of another size', '"kernel_size":3', '"kernel_size":5', 'has the shape'],
  ['another image size', '[null,12,12,4]', '[null,16,16,4]', 'has the shape'],
  ['no layers', '"layers"', '"players"', 'lists no layers'],
])('rejects a Keras model of %s', async (_, from, to, message) => {
  const checkpoint = await reconfigured(from, to);
  expect(() => detectNetwork(checkpoint)).toThrow(message);
});
