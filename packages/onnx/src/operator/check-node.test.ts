import { edited } from '@involution/adapters/onnx-testing';
import { type InvolutionModelDescription, involutionModel } from '@involution/conformance/onnxruntime';
import { isInvolutionError } from '@involution/core';
import { fromPartial, TensorProto } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from '../expand.ts';

const GOOD: InvolutionModelDescription = {
  xShape: [1, 8, 5, 6],
  kernelShape: [1, 18, 5, 6],
  attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
};

/** A good model of one spatial axis, and one of three. */
const LINE: InvolutionModelDescription = {
  xShape: [2, 6, 7],
  kernelShape: [2, 8, 4],
  attributes: { kernel_shape: [4], strides: [2], pads: [3, 0] },
};
const VOLUME: InvolutionModelDescription = {
  xShape: [1, 6, 4, 5, 6],
  kernelShape: [1, 24, 4, 2, 5],
  attributes: { kernel_shape: [1, 3, 4], strides: [1, 2, 1], dilations: [3, 1, 1], pads: [0, 1, 2, 0, 0, 0] },
};

/** The error for a good model with something changed. */
function errorWith(change: Partial<InvolutionModelDescription>, edit: Parameters<typeof edited>[1] = () => {}) {
  try {
    expandInvolution(edited(involutionModel({ ...GOOD, ...change }), edit));
  } catch (error) {
    if (isInvolutionError(error)) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('an attribute that the operator does not allow', () => {
  const cases: [string, unknown, string, string][] = [
    ['kernel_shape', undefined, 'INVALID_KERNEL_SIZE', 'undefined'],
    ['kernel_shape', [], 'INVALID_KERNEL_SIZE', '[]'],
    ['kernel_shape', [3, 3, 3, 3], 'INVALID_KERNEL_SIZE', '[3, 3, 3, 3]'],
    ['kernel_shape', [3, 0], 'INVALID_KERNEL_SIZE', '[3, 0]'],
    ['kernel_shape', 3, 'INVALID_KERNEL_SIZE', "'of type INT'"],
    ['kernel_shape', [3, 2.5], 'INVALID_KERNEL_SIZE', "'of type FLOATS'"],
    ['strides', [0, 1], 'INVALID_STRIDES', '[0, 1]'],
    ['strides', [2], 'INVALID_STRIDES', '[2]'],
    ['strides', [1, 1, 2], 'INVALID_STRIDES', '[1, 1, 2]'],
    ['strides', 'two', 'INVALID_STRIDES', "'of type STRING'"],
    ['dilations', [1, -1], 'INVALID_DILATIONS', '[1, -1]'],
    ['dilations', [1, 1, 1], 'INVALID_DILATIONS', '[1, 1, 1]'],
    ['pads', [], 'INVALID_PAD', '[]'],
    ['pads', [1, 1], 'INVALID_PAD', '[1, 1]'],
    ['pads', [1, 1, 1], 'INVALID_PAD', '[1, 1, 1]'],
    ['pads', [1, 1, 1, 1, 1, 1], 'INVALID_PAD', '[1, 1, 1, 1, 1, 1]'],
    ['pads', [1, 1, 1, 1, 0], 'INVALID_PAD', '[1, 1, 1, 1, 0]'],
    ['pads', [1, 1, 1, -1], 'INVALID_PAD', '[1, 1, 1, -1]'],
    ['group', 0, 'INVALID_GROUPS', '0'],
    ['group', [2], 'INVALID_GROUPS', "'of type INTS'"],
    ['kernel_order', 'tap_major', 'INVALID_KERNEL_ORDER', "'tap_major'"],
    ['channel_grouping', 'mixed', 'INVALID_CHANNEL_GROUPING', "'mixed'"],
  ];
  const known: ['with its shapes', 'without'] = ['with its shapes', 'without'];
  describe.each(known)('%s stated', (states) => {
    it.each(cases)('%s = %j: %s', (name, value, code, got) => {
      const shapes = states === 'without' ? { xShape: undefined, kernelShape: undefined } : {};
      const error = errorWith({
        ...shapes,
        attributes: { ...GOOD.attributes, [name]: value } as typeof GOOD.attributes,
      });
      expect(error).toMatchObject({ code, argument: `node 'involution', attribute ${name}` });
      expect(error.message).toContain(` is ${got}, but must be `);
    });
  });

  it.each<[string, number[], string, InvolutionModelDescription]>([
    ['pads', [3], 'INVALID_PAD', LINE],
    ['pads', [3, 0, 0, 0], 'INVALID_PAD', LINE],
    ['strides', [2, 2], 'INVALID_STRIDES', LINE],
    ['dilations', [], 'INVALID_DILATIONS', LINE],
    ['pads', [0, 1, 2], 'INVALID_PAD', VOLUME],
    ['pads', [0, 1, 2, 0, 0, 0, 0], 'INVALID_PAD', VOLUME],
    ['pads', [0, 0, 0, 0, 0, -1], 'INVALID_PAD', VOLUME],
    ['strides', [1, 2], 'INVALID_STRIDES', VOLUME],
    ['dilations', [1, 1, 0], 'INVALID_DILATIONS', VOLUME],
  ])('%s = %j: %s, for other numbers of axes', (name, value, code, model) => {
    for (const shapes of [{}, { xShape: undefined }, { xShape: undefined, kernelShape: undefined }]) {
      const error = errorWith({ ...model, ...shapes, attributes: { ...model.attributes, [name]: value } });
      expect(error).toMatchObject({ code, argument: `node 'involution', attribute ${name}` });
    }
  });

  it.each<[number[], InvolutionModelDescription]>([
    [[3], GOOD],
    [[3, 3, 3], GOOD],
    [[4, 1], LINE],
    [[1, 3, 4], LINE],
    [[1], VOLUME],
    [[3, 4], VOLUME],
  ])('kernel_shape = %j is told beside an X of another number of axes', (kernel_shape, model) => {
    // Be the other lists right for the one or for the other.
    for (const others of [model.attributes, {}]) {
      const error = errorWith({ ...model, attributes: { ...others, kernel_shape } });
      expect(error).toMatchObject({
        code: 'INVALID_KERNEL_SIZE',
        message: `node 'involution', attribute kernel_shape is [${kernel_shape.join(', ')}], but must be 1 to 3 positive integers, one for each spatial axis of X [${model.xShape!.join(', ')}].`,
      });
    }
  });

  it('is named, where it does not exist', () => {
    const error = errorWith({ attributes: { ...GOOD.attributes, auto_pad: 'SAME_UPPER' } });
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', argument: "node 'involution'" });
    expect(error.message).toContain("'auto_pad'");
  });

  it('may not refer to an attribute of a function around it', () => {
    const error = errorWith({}, ({ graph }) => {
      graph!.node[0]!.attribute[1]!.refAttrName = 'border';
    });
    expect(error).toMatchObject({ code: 'INVALID_MODEL', argument: "node 'involution', attribute pads" });
  });
});

describe('shapes that do not fit', () => {
  it.each<[string, Partial<InvolutionModelDescription>, string, string]>([
    ['channels', { xShape: [1, 7, 5, 6] }, 'CHANNELS_NOT_DIVISIBLE', 'input X'],
    ['channels, batch and size symbolic', { xShape: ['N', 7, 'H', 'W'] }, 'CHANNELS_NOT_DIVISIBLE', 'input X'],
    ['weights', { kernelShape: [1, 17, 5, 6] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    ['weights, all else symbolic', { kernelShape: ['N', 17, 'H', 'W'] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    ['weights, X unknown', { kernelShape: [1, 17, 5, 6], xShape: undefined }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    ['rows', { kernelShape: [1, 18, 1, 6] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    [
      'rows, batch symbolic',
      { xShape: ['N', 8, 5, 6], kernelShape: ['N', 18, 4, 6] },
      'KERNEL_SHAPE_MISMATCH',
      'input W',
    ],
    ['rank-6 taps', { kernelShape: ['N', 2, 9, 1, 5, 6] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    [
      'rank 6 in tap-major order',
      { kernelShape: ['N', 2, 3, 3, 'H', 'W'], attributes: { ...GOOD.attributes, kernel_order: 'tap-major' } },
      'KERNEL_SHAPE_MISMATCH',
      'input W',
    ],
    ['groups', { attributes: { ...GOOD.attributes, group: 4 } }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    ['rank of X', { xShape: [8, 5, 6] }, 'INVALID_KERNEL_SIZE', 'attribute kernel_shape'],
    ['rank of X, below all', { xShape: [5, 6] }, 'INVALID_SHAPE', 'input X'],
    ['rank of X, above all', { xShape: ['N', 8, 1, 1, 5, 6] }, 'INVALID_SHAPE', 'input X'],
    ['rank of W', { kernelShape: [1, 18, 30] }, 'INVALID_SHAPE', 'input W'],
    ['rank of W, X unknown', { kernelShape: [1, 18, 30], xShape: undefined }, 'INVALID_SHAPE', 'input W'],
    [
      'rank of W, X unknown and nothing padded',
      { kernelShape: ['N', 18, 1, 5, 6], xShape: undefined, attributes: { kernel_shape: [3, 3] } },
      'INVALID_SHAPE',
      'input W',
    ],
    ['positions on a line', { ...LINE, kernelShape: [2, 8, 5] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    [
      'weights on a line, X unknown',
      { ...LINE, xShape: undefined, kernelShape: ['N', 9, 'L'] },
      'KERNEL_SHAPE_MISMATCH',
      'input W',
    ],
    ['taps on a line', { ...LINE, kernelShape: [2, 2, 3, 4] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    ['W of two axes for a line', { ...LINE, kernelShape: [2, 8, 4, 4, 4] }, 'INVALID_SHAPE', 'input W'],
    ['depth', { ...VOLUME, kernelShape: ['N', 24, 3, 'H', 'W'] }, 'KERNEL_SHAPE_MISMATCH', 'input W'],
    ['channels of a volume', { ...VOLUME, xShape: ['N', 7, 'D', 'H', 'W'] }, 'CHANNELS_NOT_DIVISIBLE', 'input X'],
    [
      'taps in a volume',
      { ...VOLUME, kernelShape: ['N', 2, 3, 1, 4, 'D', 'H', 'W'] },
      'KERNEL_SHAPE_MISMATCH',
      'input W',
    ],
    ['W of a plane for a volume', { ...VOLUME, kernelShape: ['N', 24, 'H', 'W'] }, 'INVALID_SHAPE', 'input W'],
    [
      'window',
      { xShape: [1, 8, 1, 6], attributes: { kernel_shape: [3, 3] } },
      'EMPTY_OUTPUT',
      'attribute kernel_shape',
    ],
  ])('%s', (_, change, code, place) => {
    expect(errorWith(change)).toMatchObject({ code, argument: `node 'involution', ${place}` });
  });

  it('are seen where W is an initializer', () => {
    const error = errorWith({}, ({ graph }) => {
      graph!.input.pop();
      graph!.initializer.push(fromPartial(TensorProto, { name: 'W', dims: [1n, 17n, 5n, 6n] }));
    });
    expect(error).toMatchObject({ code: 'KERNEL_SHAPE_MISMATCH', argument: "node 'involution', input W" });
  });

  it('are told with what is open marked', () => {
    expect(errorWith({ xShape: ['N', 7, 5, 6] }).message).toBe(
      "node 'involution', input X '[?, 7, 5, 6]': x is [1, 7, 5, 6], but must be of channels that are a multiple of 2 groups.",
    );
  });

  it.each<[string, Partial<InvolutionModelDescription>]>([
    ['nothing stated', { xShape: undefined, kernelShape: undefined }],
    ['X alone', { kernelShape: undefined }],
    ['W alone', { xShape: undefined }],
    ['W of rank 6, symbolic', { kernelShape: ['N', 'G', 'Kh', 'Kw', 'Ho', 'Wo'] }],
    ['a line', LINE],
    ['a line, nothing stated', { ...LINE, xShape: undefined, kernelShape: undefined }],
    ['a line, W alone', { ...LINE, xShape: undefined }],
    ['a line, W with an axis for G and one for K', { ...LINE, kernelShape: ['N', 2, 4, 'L'] }],
    ['a volume', VOLUME],
    ['a volume, nothing stated', { ...VOLUME, xShape: undefined, kernelShape: undefined }],
    ['a volume, X alone', { ...VOLUME, kernelShape: undefined }],
    ['a volume, W alone', { ...VOLUME, xShape: undefined }],
    ['a volume, sizes of W alone', { ...VOLUME, xShape: ['N', 'C', 'D', 'H', 'W'] }],
    ['a volume, W with an axis for each', { ...VOLUME, kernelShape: ['N', 2, 1, 3, 4, 'D', 'H', 'W'] }],
    ['batch of W alone', { xShape: ['N', 8, 5, 6], kernelShape: [2, 18, 5, 6] }],
    ['all symbolic', { xShape: ['N', 'C', 'H', 'W'], kernelShape: ['N', 'K', 'H', 'W'] }],
    ['all open', { xShape: [-1, -1, -1, -1], kernelShape: [-1, -1, -1, -1] }],
    [
      'sizes of W alone, strided',
      { xShape: ['N', 8, 'H', 'W'], attributes: { kernel_shape: [3, 3], strides: [2, 3] } },
    ],
    [
      'sizes of W alone, little needed',
      { xShape: ['N', 8, 'H', 'W'], attributes: { kernel_shape: [3, 3], pads: [3, 4, 3, 3] } },
    ],
  ])('are not seen in what fits: %s', (_, change) => {
    expect(() => expandInvolution(involutionModel({ ...GOOD, ...change }))).not.toThrow();
  });
});

describe('a node with other inputs or outputs', () => {
  it.each<[string, Parameters<typeof edited>[1], string]>([
    ['one input', ({ graph }) => void graph!.node[0]!.input.pop(), 'inputs'],
    ['three inputs', ({ graph }) => void graph!.node[0]!.input.push('X'), 'inputs'],
    ['an input left out', ({ graph }) => void graph!.node[0]!.input.splice(0, 1, ''), 'inputs'],
    ['two outputs', ({ graph }) => void graph!.node[0]!.output.push('Z'), 'outputs'],
    ['no output', ({ graph }) => void [graph!.node[0]!.output.pop(), graph!.output.pop()], 'outputs'],
  ])('%s', (_, edit, what) => {
    expect(errorWith({}, edit)).toMatchObject({ code: 'INVALID_MODEL', argument: `node 'involution', ${what}` });
  });

  it('is called by its output where it has no name', () => {
    const error = errorWith({ attributes: {} }, ({ graph }) => {
      graph!.node[0]!.name = '';
    });
    expect(error.argument).toBe("node 'Y', attribute kernel_shape");
  });
});
