import { isInvolutionError, type NdArray } from '@involution/core';
import { checkpointFile } from '@involution/fixtures/checkpoints';
import { networkFile, networkRecords } from '@involution/fixtures/networks';
import { beforeAll, describe, expect, it } from 'vitest';
import { runOnnx, runTfjs, startTfjs, text } from '../test/run-files.ts';
import { type ConvertOptions, convert } from './index.ts';

const rednet = networkRecords.find(({ name }) => name === 'rednet')!;

beforeAll(startTfjs);

async function converted(data: Uint8Array, options: Partial<ConvertOptions> = {}) {
  const files = new Map<string, Uint8Array>();
  const write = (path: string, bytes: Uint8Array) => void files.set(path, bytes.slice());
  const report = await convert(data, { to: ['onnx', 'tfjs'], write, ...options });
  return { files, report };
}

function largestDifference(actual: NdArray, expected: NdArray): number {
  expect(actual.shape).toEqual(expected.shape);
  return Math.max(...Array.from(expected.data, (value, k) => Math.abs(value - actual.data[k]!)));
}

describe('a RedNet', () => {
  it('gives PyTorch’s logits in both runtimes, also at sizes that are no multiples of the strides', async () => {
    const { files } = await converted(networkFile('rednet'));
    for (const { inputs, outputs } of rednet.runs) {
      const { logits } = await runOnnx(files, inputs.x!);
      expect(largestDifference(logits!, outputs.logits!)).toBeLessThanOrEqual(8 * rednet.roundoff);
      const [tfjs] = await runTfjs(files, inputs.x!);
      expect(largestDifference(tfjs!, outputs.logits!)).toBeLessThanOrEqual(8 * rednet.roundoff);
    }
  });

  it('is told of in words and numbers', async () => {
    const progress: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => void progress.push(done / total);
    const { files, report } = await converted(networkFile('rednet'), { onProgress });
    expect(report).toMatchObject({ network: 'RedNet-26', parameters: 31_157, classes: 5, unused: [] });
    expect(report.files).toEqual([...files].map(([path, { length }]) => ({ path, size: length })));
    expect([...files.keys()]).toEqual([
      'onnx/model.onnx',
      'group1-shard1of1.bin',
      'model.json',
      'config.json',
      'preprocessor_config.json',
    ]);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it('comes with what transformers.js reads', async () => {
    const labels = ['cat', 'dog', 'bird', 'fish', '魚'];
    const { files } = await converted(networkFile('rednet'), { to: ['onnx'], labels, imageSize: 64 });
    expect(JSON.parse(text(files, 'config.json'))).toMatchObject({
      model_type: 'resnet',
      id2label: { 0: 'cat', 4: '魚' },
      label2id: { cat: 0, 魚: 4 },
    });
    expect(JSON.parse(text(files, 'preprocessor_config.json'))).toMatchObject({
      size: { shortest_edge: 73 },
      crop_size: { height: 64, width: 64 },
      image_mean: [0.485, 0.456, 0.406],
    });
  });

  it('stays close in half precision, in half the space', async () => {
    const [full, half] = [
      await converted(networkFile('rednet')),
      await converted(networkFile('rednet'), { half: true }),
    ];
    const { inputs, outputs } = rednet.runs[0]!;
    const { logits } = await runOnnx(half.files, inputs.x!);
    const [tfjs] = await runTfjs(half.files, inputs.x!);
    // Weights are off by up to 2⁻¹¹ of themselves each.
    for (const result of [logits!, tfjs!]) {
      const difference = largestDifference(result, outputs.logits!);
      expect(difference).toBeGreaterThan(8 * rednet.roundoff);
      expect(difference).toBeLessThan(0.01);
    }
    const size = ({ files }: typeof full) => files.get('group1-shard1of1.bin')!.length;
    expect(size(half) / size(full)).toBeLessThan(0.6);
  });
});

it('gives the features of a network without a head', async () => {
  const { files, report } = await converted(checkpointFile('detector.pth'));
  expect(report.classes).toBe(0);
  expect(report.unused).toEqual(['neck.fpn_convs.0.conv.weight', 'rpn_head.rpn_conv.weight']);
  const x = { shape: [1, 3, 40, 32], data: new Float32Array(3 * 40 * 32) };
  const onnx = await runOnnx(files, x);
  expect(Object.keys(onnx)).toEqual(['maxpool', 'layer1.0', 'layer2.1', 'layer3.3', 'layer4.0']);
  const tfjs = await runTfjs(files, x);
  expect(tfjs.map(({ shape }) => shape)).toEqual(Object.values(onnx).map(({ shape }) => shape));
  expect(JSON.parse(text(files, 'config.json'))).not.toHaveProperty('id2label');
});

it('converts a network of the Keras example’s form', async () => {
  const { files, report } = await converted(checkpointFile('example.keras'));
  expect(report).toMatchObject({ network: 'Keras example', classes: 5 });
  const x = { shape: [2, 4, 12, 12], data: Float32Array.from({ length: 1152 }, (_, k) => (k % 17) / 17) };
  const [{ logits }, [tfjs]] = [await runOnnx(files, x), await runTfjs(files, x)];
  const largest = Math.max(...Array.from(tfjs!.data, Math.abs));
  expect(largestDifference(logits!, tfjs!) / largest).toBeLessThan(1e-5);
  expect(JSON.parse(text(files, 'preprocessor_config.json'))).toMatchObject({ size: { height: 12, width: 12 } });
});

describe('before anything is written, refuses', () => {
  it.each<[string, Uint8Array, Partial<ConvertOptions>, string]>([
    ['a file that is no checkpoint', new Uint8Array(100), {}, 'data'],
    ['a checkpoint of another network', checkpointFile('types.pth'), {}, 'stem.0.conv.weight'],
    ['no target', networkFile('rednet'), { to: [] }, 'to'],
    ['an unknown target', networkFile('rednet'), { to: ['tflite' as 'tfjs'] }, 'to'],
    ['another depth', networkFile('rednet'), { depth: 50 }, 'depth'],
    ['labels of another number', networkFile('rednet'), { labels: ['cat'] }, 'labels'],
    ['labels that are no strings', networkFile('rednet'), { labels: [1, 2, 3, 4, 5] as unknown as string[] }, 'labels'],
    ['a size that is none', networkFile('rednet'), { imageSize: 1.5 }, 'imageSize'],
    ['a size that the network is not for', checkpointFile('example.keras'), { imageSize: 32 }, 'imageSize'],
    ['a depth for another network', checkpointFile('example.keras'), { depth: 50 }, 'depth'],
  ])('%s', async (_, data, options, argument) => {
    const written: string[] = [];
    const write = (path: string) => void written.push(path);
    const error: unknown = await convert(data, { to: ['onnx'], write, ...options }).catch((reason: unknown) => reason);
    expect(isInvolutionError(error) && error.argument).toBe(argument);
    expect(written).toEqual([]);
  });
});
