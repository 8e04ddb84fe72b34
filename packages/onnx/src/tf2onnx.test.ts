// What tf2onnx makes of Keras models: windows are a convolution with unit impulses.
import { edited, expectOutputs, parse, runAll, UNOPTIMIZED } from '@involution/adapters/onnx-testing';
import { readTf2Onnx, type Tf2OnnxModel, tf2OnnxModels } from '@involution/fixtures/tf2onnx';
import { AttributeProto, type ModelProto, AttributeProto_AttributeType as Type } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';

/** SAME with a stride puts as many zeros around an image as its size asks for, and an involution always as many. */
const LEFT: Readonly<Record<string, string>> = {
  'impulses-blocked-stride-open': 'how many zeros',
};

describe('is fused, and gives the results of Keras', () => {
  const toFuse = tf2OnnxModels.filter(({ name, involutions }) => involutions > 0 && !(name in LEFT));
  it.each(toFuse.map((model) => [model.name, model] as const))('%s', async (_, model) => {
    const { fused, rejected, model: bytes } = fuseInvolution(readTf2Onnx(model));
    expect(rejected).toEqual([]);
    expect(fused).toHaveLength(model.involutions);
    await expectResults(bytes, model);
  });
});

describe('is left alone, with a reason', () => {
  const reasons: Readonly<Record<string, string>> = { ...LEFT };
  it.each(Object.entries(reasons))('%s', (name, reason) => {
    const { fused, rejected } = fuseInvolution(readTf2Onnx(named(name)));
    expect(fused).toEqual([]);
    expect(rejected.map((each) => each.reason)).toEqual([expect.stringContaining(reason)]);
  });

  it('covers all that are not fused', () => {
    const left = tf2OnnxModels.filter(({ involutions }) => involutions === 0).map(({ name }) => name);
    expect(Object.keys(reasons).sort()).toEqual([...left, ...Object.keys(LEFT)].sort());
  });
});

async function expectResults(fused: Uint8Array, { x, outputs }: Tf2OnnxModel): Promise<void> {
  const { input, output } = parse(fused).graph!;
  const [results] = await runAll(expandInvolution(fused), [{ [input[0]!.name]: x }], UNOPTIMIZED);
  expectOutputs(results!, Object.fromEntries(output.map(({ name }, k) => [name, outputs[k]!])), 0);
}

function named(name: string): Tf2OnnxModel {
  return tf2OnnxModels.find((model) => model.name === name)!;
}
