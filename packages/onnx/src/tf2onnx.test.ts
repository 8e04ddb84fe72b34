// What tf2onnx makes of Keras models: windows are a convolution with unit impulses.
import { edited, expectOutputs, parse, runAll, UNOPTIMIZED } from '@involution/adapters/onnx-testing';
import { readTf2Onnx, type Tf2OnnxModel, tf2OnnxModels } from '@involution/fixtures/tf2onnx';
import {
  AttributeProto,
  fromPartial,
  type ModelProto,
  type NodeProto,
  TensorProto,
  AttributeProto_AttributeType as Type,
} from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';

/** An involution's pads are the same at all sizes, and those of SAME with a stride are not. */
const LEFT: Readonly<Record<string, string>> = {
  'impulses-blocked-stride-open': 'how many zeros',
};

const NEAR: Readonly<Record<string, string>> = {
  'near-mean-static': 'not summed over the taps',
  'near-max-static': 'not summed over the taps',
  'near-sum-over-groups-static': 'not summed over the taps',
  'near-einsum-over-groups-static': 'not summed over the taps',
  'near-product-wanted-static': 'is used elsewhere too',
  'near-channels-first-static': 'cannot be told from its shape',
  'near-shared-by-positions-static': 'the size of the output',
  'near-windows-alone-static': 'multiplied by windows',
  'near-two-taps-static': 'something else than the impulses',
  'near-swapped-static': 'something else than the impulses',
  'near-offset-static': 'not multiplied by weights',
  'near-without-first-static': 'does not gather from an axis',
};

describe('is fused, and gives the results of Keras', () => {
  const toFuse = tf2OnnxModels.filter(({ name, involutions }) => involutions > 0 && !(name in LEFT));
  it.each(toFuse.map((model) => [model.name, model] as const))('%s', async (_, model) => {
    const { fused, rejected, model: bytes } = fuseInvolution(readTf2Onnx(model));
    expect(rejected).toEqual([]);
    expect(fused).toHaveLength(model.involutions);
    // Nothing is left of the windows, not even of their shapes.
    const types = parse(bytes).graph!.node.map(({ opType }) => opType);
    expect(types.filter((type) => ['EyeLike', 'Shape', 'ReduceSum', 'MatMul', 'Mul'].includes(type))).toEqual([]);
    await expectResults(bytes, model);
  });
});

describe('is left alone, with a reason', () => {
  const reasons = { ...LEFT, ...NEAR };
  it.each(Object.entries(reasons))('%s', (name, reason) => {
    const { fused, rejected } = fuseInvolution(readTf2Onnx(named(name)));
    expect(fused).toEqual([]);
    expect(rejected.map((each) => each.reason)).toEqual([expect.stringContaining(reason)]);
  });

  it('which is all that is not fused', () => {
    const left = tf2OnnxModels.filter(({ involutions }) => involutions === 0).map(({ name }) => name);
    expect(Object.keys(NEAR).sort()).toEqual(left.sort());
  });
});

describe('the node is what Keras means', () => {
  const example = { kernel_order: 'tap-major', channel_grouping: 'interleaved', group: 3, pads: [1, 1, 1, 1] };
  const even = { kernel_shape: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1] };
  const expected: Readonly<Record<string, object>> = {
    'product-example-static': example,
    'geometry-stride-static': { strides: [2, 2], pads: [0, 0, 1, 1] },
    'geometry-stride-even-kernel-static': even,
    'geometry-rate-static': { dilations: [2, 2], pads: [2, 2, 2, 2] },
    'matmul-groups-tap-major-static': { kernel_shape: [3, 2], pads: [1, 0, 1, 1] },
    'windows-one-row-static': { kernel_shape: [1, 3], pads: [0, 1, 0, 1] },
  };
  it.each(Object.entries(expected))('%s', (name, attributes) => {
    expect(fuseInvolution(readTf2Onnx(named(name))).fused).toEqual([expect.objectContaining(attributes)]);
  });

  it('on the image that the model has already with its channels first', () => {
    const { model } = fuseInvolution(readTf2Onnx(named('product-example-static')));
    expect(parse(model).graph!.node.map(({ opType }) => opType)).toEqual([
      'Transpose',
      'Conv',
      'Involution',
      'Transpose',
    ]);
  });
});

describe('is left alone when', () => {
  const [eye, all, each] = ['product-example-static', 'windows-identity-static', 'windows-depthwise-static'].map(
    (name) => readTf2Onnx(named(name)),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const other = 'something else than the impulses';
  const changes: [string, Uint8Array, (model: ModelProto) => void, string | undefined][] = [
    ['taps are columns first', eye, (model) => turn(model, [3n, 2n, 1n, 0n]), other],
    ['a kernel of all channels is of another tap', all, (model) => changeKernels(model, { 0: 0, 1: 1 }), other],
    ['a kernel of a channel is of another tap', each, (model) => changeKernels(model, { 0: 0, 1: 1 }), other],
    ['a kernel is of two taps', each, (model) => changeKernels(model, { 1: 1 }), other],
    ['a kernel is of none', all, (model) => changeKernels(model, { 0: 0 }), other],
    ['windows begin at one', all, (model) => void windows(model).input.push(addOnes(model)), other],
    ['windows are of other positions', eye, (model) => dropPads(model), 'cannot be told from its shape'],
    // What does not look like windows is not reported.
    ['the ones are beside the diagonal', eye, (model) => shiftEye(model), undefined],
    ['a kernel doubles', all, (model) => changeKernels(model, { 0: 2 }), undefined],
  ];
  it.each(changes)('%s', (_, model, edit, reason) => {
    const { fused, rejected } = fuseInvolution(edited(model, edit));
    expect(fused).toEqual([]);
    expect(rejected.map((rejection) => rejection.reason)).toEqual(
      reason === undefined ? [] : [expect.stringContaining(reason)],
    );
  });
});

/** The convolution that cuts windows. */
function windows({ graph }: ModelProto): NodeProto {
  const isWide = ({ name, ints }: AttributeProto) => name === 'kernel_shape' && ints.join() === '3,3';
  return graph!.node.find(({ opType, attribute }) => opType === 'Conv' && attribute.some(isWide))!;
}

function find({ graph }: ModelProto, output: string): NodeProto {
  return graph!.node.find((node) => node.output[0] === output)!;
}

/** Another order of the axes of its kernels. */
function turn(model: ModelProto, perm: bigint[]): void {
  find(model, windows(model).input[1]!).attribute[0]!.ints = perm;
}

function changeKernels(model: ModelProto, values: Readonly<Record<number, number>>): void {
  const tensor = model.graph!.initializer.find(({ name }) => name === windows(model).input[1])!;
  const floats = new Float32Array(tensor.rawData.slice().buffer);
  for (const [k, value] of Object.entries(values)) floats[Number(k)] = value;
  tensor.rawData = new Uint8Array(floats.buffer);
}

/** The name of a bias of ones. */
function addOnes(model: ModelProto): string {
  const floatData = new Array<number>(72).fill(1);
  model.graph!.initializer.push(fromPartial(TensorProto, { name: 'ones', dims: [72n], dataType: 1, floatData }));
  return 'ones';
}

function dropPads(model: ModelProto): void {
  const node = windows(model);
  node.attribute = node.attribute.filter(({ name }) => name !== 'pads');
}

function shiftEye({ graph }: ModelProto): void {
  const eye = graph!.node.find(({ opType }) => opType === 'EyeLike')!;
  eye.attribute.push(fromPartial(AttributeProto, { name: 'k', type: Type.INT, i: 1n }));
}

async function expectResults(fused: Uint8Array, { x, outputs }: Tf2OnnxModel): Promise<void> {
  const { input, output } = parse(fused).graph!;
  const [results] = await runAll(expandInvolution(fused), [{ [input[0]!.name]: x }], UNOPTIMIZED);
  expectOutputs(results!, Object.fromEntries(output.map(({ name }, k) => [name, outputs[k]!])), 0);
}

function named(name: string): Tf2OnnxModel {
  return tf2OnnxModels.find((model) => model.name === name)!;
}
