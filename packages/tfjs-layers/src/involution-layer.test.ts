import '@involution/tfjs-cpu/register';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, run, savedArtifacts, setWeights } from '../test/layers.ts';
import {
  dialectOptions,
  Involution1D,
  Involution2D,
  Involution3D,
  type InvolutionLayerArgs,
  registerLayers,
} from './index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  registerLayers();
});

const errorWith = (code: string, argument?: string) =>
  expect.objectContaining({ name: 'InvolutionError', code, ...(argument ? { argument } : {}) });

describe('arguments', () => {
  it.each<[string, string, string | undefined, unknown]>([
    ['none', 'INVALID_OPTIONS', 'args', undefined],
    ['no kernelSize', 'INVALID_KERNEL_SIZE', 'kernelSize', {}],
    ['no kernelSize for a dialect', 'INVALID_KERNEL_SIZE', 'kernelSize', { dialect: 'authors' }],
    ['an option that does not exist', 'INVALID_OPTIONS', 'stride', { kernelSize: 3, stride: 2 }],
    ['a list of another rank', 'INVALID_STRIDES', 'strides', { kernelSize: 3, strides: [1, 1, 1] }],
    ['a dilation of 0', 'INVALID_DILATIONS', 'dilationRate', { kernelSize: 3, dilationRate: 0 }],
    ['a padding of no kind', 'INVALID_PAD', 'padding', { kernelSize: 3, padding: 'SAME' }],
    ['causal padding in 2-D', 'INVALID_PAD', 'padding', { kernelSize: 3, padding: 'causal' }],
    [
      'groups and channelsPerGroup',
      'INVALID_OPTIONS',
      'channelsPerGroup',
      { kernelSize: 3, groups: 1, channelsPerGroup: 2 },
    ],
    ['reduction and hidden', 'INVALID_OPTIONS', 'hidden', { kernelSize: 3, reduction: 4, hidden: 2 }],
    ['a reduction of 0', 'INVALID_OPTIONS', 'reduction', { kernelSize: 3, reduction: 0 }],
    ['half a filter', 'INVALID_OPTIONS', 'filters', { kernelSize: 3, filters: 0.5 }],
    ['a momentum above 1', 'INVALID_OPTIONS', 'batchNormMomentum', { kernelSize: 3, batchNormMomentum: 2 }],
    ['a word for a boolean', 'INVALID_OPTIONS', 'spanUseBias', { kernelSize: 3, spanUseBias: 'yes' }],
    ['another projection', 'INVALID_OPTIONS', 'projection', { kernelSize: 3, projection: 'behind' }],
    ['another dialect', 'INVALID_OPTIONS', 'dialect', { kernelSize: 3, dialect: 'pytorch' }],
  ])('refuses %s', (_, code, argument, args) => {
    const before = tf.memory().numTensors;
    expect(() => new Involution2D(args as InvolutionLayerArgs)).toThrow(errorWith(code, argument));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, string, InvolutionLayerArgs, (number | null)[]]>([
    ['groups that do not divide the channels', 'CHANNELS_NOT_DIVISIBLE', { kernelSize: 3, groups: 4 }, [5, 5, 6]],
    ['a window larger than x', 'EMPTY_OUTPUT', { kernelSize: 7, padding: 'valid' }, [5, 5, 6]],
    ['unknown channels', 'INVALID_SHAPE', { kernelSize: 3 }, [5, 5, null]],
    ['an x of another rank', 'INVALID_SHAPE', { kernelSize: 3 }, [5, 6]],
  ])('refuses %s when it is built', (_, code, args, shape) => {
    const before = tf.memory().numTensors;
    expect(() => new Involution2D(args).build([null, ...shape])).toThrow(errorWith(code));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('overrules a dialect by what is given', () => {
    const config = new Involution2D({ kernelSize: 5, dialect: 'authors', groups: 2, padding: 'valid' }).getConfig();
    expect(config).toMatchObject({ groups: 2, padding: 'valid', batchNormEpsilon: 1e-5, reduction: 4 });
    expect(config).not.toHaveProperty('channelsPerGroup');
  });
});

describe('dialectOptions', () => {
  it('follows the kernel’s size along each axis', () => {
    expect(dialectOptions('authors', 4).padding).toBe(1);
    expect(dialectOptions('shuuchen', 4).padding).toBe(2);
    expect(dialectOptions('authors', [3, 7]).padding).toEqual([
      [1, 1],
      [3, 3],
    ]);
  });
});

describe('training', () => {
  const build = (args: Partial<InvolutionLayerArgs> = {}) => {
    const layer = new Involution2D({ kernelSize: 3, inputShape: [6, 6, 4], batchNormMomentum: 0.5, ...args });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    setWeights(layer, 1);
    return { layer, model };
  };
  const x = tf.tensor(Array.from(numbers([4, 6, 6, 4], 5).data), [4, 6, 6, 4]);
  const valuesOf = (layer: tf.layers.Layer, name: string) =>
    Array.from(
      layer.weights
        .find(({ originalName }) => originalName.endsWith(name))!
        .read()
        .dataSync(),
    );

  it('changes all trained weights, and moving averages by their momentum', async () => {
    const { layer, model } = build();
    const before = new Map(layer.weights.map(({ originalName }) => [originalName, valuesOf(layer, originalName)]));
    const reduced = tf.matMul(tf.reshape(x, [-1, 4]), layer.weights[0]!.read());
    const { mean, variance } = tf.moments(reduced, 0);
    await model.trainOnBatch(x, tf.zerosLike(x));
    for (const { originalName } of layer.weights) {
      expect(valuesOf(layer, originalName), originalName).not.toEqual(before.get(originalName));
    }
    const averaged = (name: string, batch: tf.Tensor) =>
      before.get(`${layer.name}/batch_norm/${name}`)!.map((old, k) => 0.5 * old + 0.5 * batch.dataSync()[k]!);
    const near = (name: string, batch: tf.Tensor) => averaged(name, batch).map((value) => expect.closeTo(value, 5));
    expect(valuesOf(layer, 'moving_mean')).toEqual(near('moving_mean', mean));
    expect(valuesOf(layer, 'moving_variance')).toEqual(near('moving_variance', variance));
  });

  it('normalizes by the batch in training and by the moving averages in inference, which stay', () => {
    const { layer } = build();
    const before = valuesOf(layer, 'moving_mean');
    const inference = (layer.apply(x) as tf.Tensor).dataSync();
    expect((layer.apply(x, { training: false }) as tf.Tensor).dataSync()).toEqual(inference);
    expect(valuesOf(layer, 'moving_mean')).toEqual(before);
    expect((layer.apply(x, { training: true }) as tf.Tensor).dataSync()).not.toEqual(inference);
    expect(valuesOf(layer, 'moving_mean')).not.toEqual(before);
  });

  it('leaves weights as they are when it is not trainable', async () => {
    const { layer, model } = build({ trainable: false });
    expect(model.trainableWeights).toEqual([]);
    layer.trainable = true;
    expect(layer.trainableWeights).toHaveLength(5);
    layer.trainable = false;
    expect(layer.trainableWeights).toEqual([]);
    expect(layer.weights.map(({ originalName }) => originalName.split('/').slice(1).join('/'))).toEqual([
      'reduce/kernel',
      'batch_norm/gamma',
      'batch_norm/beta',
      'span/kernel',
      'span/bias',
      'batch_norm/moving_mean',
      'batch_norm/moving_variance',
    ]);
  });

  it('adds regularizers to the loss', async () => {
    const loss = async (args: Partial<InvolutionLayerArgs>) =>
      (await build(args).model.trainOnBatch(x, tf.zerosLike(x))) as number;
    const matrix = build().layer.weights[0]!.read();
    const penalty = 0.1 * tf.sum(tf.square(matrix)).dataSync()[0]!;
    const regularized = await loss({ reduceRegularizer: tf.regularizers.l2({ l2: 0.1 }) });
    expect(regularized - (await loss({}))).toBeCloseTo(penalty, 4);
  });

  it('frees everything', () => {
    const before = tf.memory().numTensors;
    const model = tf.sequential({ layers: [new Involution2D({ kernelSize: 3, filters: 2, inputShape: [6, 6, 4] })] });
    tf.dispose(model.predict(x));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('memory', () => {
  it('of an image is little more than x, the features and y when y comes', async () => {
    const layer = new Involution2D({ kernelSize: 7, channelsPerGroup: 16 });
    const before = tf.memory().numBytes;
    const x = tf.ones([1, 64, 64, 64]);
    const { kernels } = await tf.profile(() => tf.tidy(() => void layer.apply(x)));
    const { totalBytesSnapshot } = kernels.find(({ name }) => name === 'FusedInvolution2D')!;
    const bytesOfXAndY = 2 * 4 * x.size;
    expect((totalBytesSnapshot - before) / bytesOfXAndY).toBeLessThan(1.2);
    tf.dispose(x);
  });
});

describe('kernelGenerator', () => {
  const [G, K, C] = [2, 3, 4];
  const generators: [string, () => tf.layers.Layer][] = [
    ['a layer', () => tf.layers.conv2d({ filters: G * K * K, kernelSize: 1, name: 'generator' })],
    [
      'a sequential model',
      () =>
        tf.sequential({
          name: 'generator',
          layers: [
            tf.layers.conv2d({
              filters: 5,
              kernelSize: 3,
              padding: 'same',
              inputShape: [null, null, C],
              name: 'first',
            }),
            tf.layers.batchNormalization({ name: 'norm' }),
            tf.layers.conv2d({ filters: G * K * K, kernelSize: 1, name: 'second' }),
          ],
        }),
    ],
    [
      'a functional model',
      () => {
        const input = tf.input({ shape: [null, null, C], name: 'pooled' });
        const branches = ['a', 'b'].map((name) =>
          tf.layers.dense({ units: G * K * K, name }).apply(input),
        ) as tf.SymbolicTensor[];
        const outputs = tf.layers.multiply({ name: 'product' }).apply(branches) as tf.SymbolicTensor;
        return tf.model({ inputs: input, outputs, name: 'generator' });
      },
    ],
  ];

  it.each(generators)('is %s: its weights train, save and load', async (_, make) => {
    const layer = new Involution2D({
      kernelSize: K,
      groups: G,
      strides: 2,
      kernelGenerator: make(),
      inputShape: [5, 6, C],
    });
    const model = tf.sequential({ layers: [layer] });
    expect(layer.weights.length).toBeGreaterThan(1);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = tf.tensor(Array.from(numbers([2, 5, 6, C], 1).data), [2, 5, 6, C]);
    const before = layer.weights[0]!.read().dataSync();
    await model.trainOnBatch(x, tf.zeros([2, 3, 3, C]));
    expect(layer.weights[0]!.read().dataSync()).not.toEqual(before);
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await savedArtifacts(model)));
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });

  it('must give kernels', () => {
    const kernelGenerator = tf.layers.dense({ units: 7 });
    const layer = new Involution2D({ kernelSize: K, kernelGenerator });
    expect(() => layer.apply(tf.input({ shape: [5, 6, C] }))).toThrow(
      errorWith('KERNEL_SHAPE_MISMATCH', 'kernelGenerator'),
    );
  });

  it('must be of a registered class to be loaded', () => {
    const kernelGenerator = { className: 'Unheard', config: {} };
    const config = { kernelSize: 3, kernelGenerator } as unknown as tf.serialization.ConfigDict;
    expect(() => Involution2D.fromConfig(Involution2D, config)).toThrow(
      errorWith('INVALID_OPTIONS', 'kernelGenerator'),
    );
  });
});

describe('masks', () => {
  it('hide positions of a sequence from windows and kernels, and pass on', async () => {
    const make = () => new Involution1D({ kernelSize: 3, strides: 2, inputShape: [5, 2], name: 'sequence' });
    const [layer, other] = [make(), make()];
    const masked = tf.sequential({ layers: [tf.layers.masking({ maskValue: 9, inputShape: [5, 2] }), layer] });
    const plain = tf.sequential({ layers: [other] });
    setWeights(layer, 3);
    setWeights(other, 3);
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const x = tf.tensor3d([[...rows, [9, 9], [9, 9]]]);
    const zeroed = tf.tensor3d([[...rows, [0, 0], [0, 0]]]);
    expect((masked.predict(x) as tf.Tensor).dataSync()).toEqual((plain.predict(zeroed) as tf.Tensor).dataSync());
    const mask = layer.computeMask(x, tf.tensor2d([[1, 1, 1, 0, 0]], [1, 5], 'bool')) as tf.Tensor;
    // The last kernel is generated from position 4 alone, which is masked.
    expect(Array.from(mask.dataSync())).toEqual([1, 1, 0]);
  });

  it('are refused in 2-D, as tfjs’s convolutions refuse them', () => {
    const layer = new Involution2D({ kernelSize: 3 });
    expect(() => layer.computeMask(tf.ones([1, 4, 4, 1]), tf.ones([1, 4, 4]))).toThrow(TypeError);
  });
});

describe('the ranks', () => {
  it('agree: 1-D is 2-D of one row, which is 3-D of one slice', async () => {
    const layers = [
      new Involution1D({ kernelSize: 3, groups: 2 }),
      new Involution2D({ kernelSize: [1, 3], groups: 2 }),
      new Involution3D({ kernelSize: [1, 1, 3], groups: 2 }),
    ];
    const shapes = [
      [2, 7, 4],
      [2, 1, 7, 4],
      [2, 1, 1, 7, 4],
    ];
    const results: Float32Array[] = [];
    for (const [k, layer] of layers.entries()) {
      layer.apply(tf.input({ batchShape: shapes[k]! }));
      setWeights(layer, 4);
      results.push((await run(layer, numbers(shapes[k]!, 4))).data);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
