import { describe, expect, it } from 'vitest';
import { type ErrorCode, InvolutionError } from './errors.ts';
import {
  asVolume,
  type InvolutionGeometry,
  kernelShapeFor,
  kernelShapeOf,
  planarAxes,
  resolveGeometry,
  xShapeOf,
  yShapeOf,
} from './geometry.ts';
import type { InvolutionOptions } from './options.ts';
import { stridesOf } from './strides.ts';

const padsOf = ({ axes }: InvolutionGeometry) => axes.map(({ padBefore, padAfter }) => [padBefore, padAfter]);

describe('resolveGeometry', () => {
  it("fills in the defaults: stride 1, dilation 1, TensorFlow's same, inferred groups, the authors' dialect", () => {
    expect(resolveGeometry([2, 5, 6, 8], [2, 5, 6, 2 * 9], { kernelSize: 3 })).toEqual({
      batchSize: 2,
      channels: 8,
      groups: 2,
      channelsPerGroup: 4,
      axes: [
        { inSize: 5, outSize: 5, kernelSize: 3, stride: 1, dilation: 1, padBefore: 1, padAfter: 1 },
        { inSize: 6, outSize: 6, kernelSize: 3, stride: 1, dilation: 1, padBefore: 1, padAfter: 1 },
      ],
      kernelOrder: 'group-major',
      channelGrouping: 'blocked',
      dataFormat: 'channelsLast',
    });
  });

  it("gives the odd pad of TensorFlow's same to the bottom and right: (2, 3) at stride 2, even size, K = 7", () => {
    const g = resolveGeometry([1, 8, 9, 1], [1, 4, 5, 49], { kernelSize: 7, strides: 2 });
    expect(padsOf(g)).toEqual([
      [2, 3],
      [3, 3],
    ]);
  });

  it('never pads negatively where the stride skips the rest of x', () => {
    const g = resolveGeometry([1, 7, 7, 1], [1, 2, 2, 1], { kernelSize: 1, strides: 4 });
    expect(g.axes[0]).toMatchObject({ padBefore: 0, padAfter: 0, outSize: 2 });
  });

  it('takes pads as a number, by side, and none', () => {
    const pads = (pad: InvolutionOptions['pad'], kernelShape: number[]) => {
      const g = resolveGeometry([1, 6, 6, 1], kernelShape, { kernelSize: 3, pad });
      return padsOf(g).flat();
    };
    expect(pads(2, [1, 8, 8, 9])).toEqual([2, 2, 2, 2]);
    expect(
      pads(
        [
          [1, 2],
          [3, 0],
        ],
        [1, 7, 7, 9],
      ),
    ).toEqual([1, 2, 3, 0]);
    expect(pads('valid', [1, 4, 4, 9])).toEqual([0, 0, 0, 0]);
  });

  it('takes the 4-D and the 6-D kernel in NCHW', () => {
    const options: InvolutionOptions = { kernelSize: [3, 5], dataFormat: 'channelsFirst' };
    const flat = resolveGeometry([2, 6, 4, 7], [2, 30, 4, 7], options);
    const separate = resolveGeometry([2, 6, 4, 7], [2, 2, 3, 5, 4, 7], options);
    expect(separate).toEqual(flat);
    expect(flat.groups).toBe(2);
    expect([xShapeOf(flat), kernelShapeOf(flat), yShapeOf(flat)]).toEqual([
      [2, 6, 4, 7],
      [2, 30, 4, 7],
      [2, 6, 4, 7],
    ]);
  });

  const x = [1, 5, 6, 8];
  const kernel = [1, 5, 6, 18];
  it.for<[string, ErrorCode, string, unknown, number[], number[]]>([
    ['options missing', 'INVALID_OPTIONS', 'options', undefined, x, kernel],
    ['options misspelt', 'INVALID_OPTIONS', 'options', { kernelSize: 3, stride: 2 }, x, kernel],
    ['kernelSize missing', 'INVALID_KERNEL_SIZE', 'kernelSize', {}, x, kernel],
    ['kernelSize a string', 'INVALID_KERNEL_SIZE', 'kernelSize', { kernelSize: '3' }, x, kernel],
    ['strides NaN', 'INVALID_STRIDES', 'strides', { kernelSize: 3, strides: Number.NaN }, x, kernel],
    ['kernelSize of one', 'INVALID_KERNEL_SIZE', 'kernelSize', { kernelSize: [3] }, x, kernel],
    ['dilations of three', 'INVALID_DILATIONS', 'dilations', { kernelSize: 3, dilations: [1, 1, 1] }, x, kernel],
    ['pad a word', 'INVALID_PAD', 'pad', { kernelSize: 3, pad: 'reflect' }, x, kernel],
    ['pad of one side', 'INVALID_PAD', 'pad', { kernelSize: 3, pad: [[1, 1]] }, x, kernel],
    ['groups zero', 'INVALID_GROUPS', 'groups', { kernelSize: 3, groups: 0 }, x, kernel],
    ['order unknown', 'INVALID_KERNEL_ORDER', 'kernelOrder', { kernelSize: 3, kernelOrder: 'rows' }, x, kernel],
    [
      'grouping unknown',
      'INVALID_CHANNEL_GROUPING',
      'channelGrouping',
      { kernelSize: 3, channelGrouping: 1 },
      x,
      kernel,
    ],
    ['format unknown', 'INVALID_DATA_FORMAT', 'dataFormat', { kernelSize: 3, dataFormat: 'CHWN' }, x, kernel],
    ['x of rank 2', 'INVALID_SHAPE', 'x', { kernelSize: 3 }, [5, 6], kernel],
    ['x of rank 6', 'INVALID_SHAPE', 'x', { kernelSize: 3 }, [1, 1, 1, 5, 6, 8], kernel],
    ['x no array', 'INVALID_SHAPE', 'x', { kernelSize: 3 }, undefined as unknown as number[], kernel],
    ['x with an empty axis', 'INVALID_SHAPE', 'x', { kernelSize: 3 }, [0, 5, 6, 8], kernel],
    ['x of an absurd size', 'INVALID_SHAPE', 'x', { kernelSize: 3 }, [2 ** 20, 2 ** 20, 2 ** 20, 8], kernel],
    ['kernel of rank 3', 'INVALID_SHAPE', 'kernel', { kernelSize: 3 }, x, [5, 6, 18]],
    ['kernel of no whole group', 'KERNEL_SHAPE_MISMATCH', 'kernel', { kernelSize: 3 }, x, [1, 5, 6, 19]],
    ['channels of no whole group', 'CHANNELS_NOT_DIVISIBLE', 'x', { kernelSize: 3 }, x, [1, 5, 6, 27]],
    ['kernel of other groups', 'KERNEL_SHAPE_MISMATCH', 'kernel', { kernelSize: 3, groups: 4 }, x, kernel],
    ['kernel of another size', 'KERNEL_SHAPE_MISMATCH', 'kernel', { kernelSize: 3 }, x, [1, 6, 5, 18]],
    ['window too large', 'EMPTY_OUTPUT', 'kernelSize', { kernelSize: 3, dilations: 3, pad: 'valid' }, x, kernel],
    [
      '6-D tap-major',
      'KERNEL_SHAPE_MISMATCH',
      'kernel',
      { kernelSize: 3, dataFormat: 'channelsFirst', kernelOrder: 'tap-major' },
      [1, 8, 5, 6],
      [1, 2, 3, 3, 5, 6],
    ],
    [
      '6-D without groups',
      'KERNEL_SHAPE_MISMATCH',
      'kernel',
      { kernelSize: 3, dataFormat: 'channelsFirst' },
      [1, 8, 5, 6],
      [1, 0, 3, 3, 5, 6],
    ],
  ])('refuses: %s', ([, code, argument, options, xShape, kernelShape]) => {
    const call = () => resolveGeometry(xShape, kernelShape, options as InvolutionOptions);
    expect(call).toThrow(InvolutionError);
    expect(call).toThrow(expect.objectContaining({ code, argument }));
  });

  it('says what is wrong in a sentence', () => {
    expect(() => resolveGeometry(x, [1, 5, 6, 27], { kernelSize: 3, groups: 2 })).toThrow(
      'kernel is [1, 5, 6, 27], but must be [1, 5, 6, 18].',
    );
    expect(() => resolveGeometry(x, kernel, { kernelSize: 3, strides: [1, Number.NaN] })).toThrow(
      'strides is [1, NaN], but must be a positive integer or a list [height, width] of them.',
    );
    expect(() => resolveGeometry(x, kernel, { kernelSize: 9, pad: 'valid' })).toThrow(
      'The dilated kernel [9, 9] is larger than the padded input [5, 6].',
    );
  });
});

describe('one and three spatial axes', () => {
  it('take a number for all axes or a list of one for each', () => {
    const line = resolveGeometry([2, 9, 6], [2, 5, 15], { kernelSize: 5, strides: 2 });
    expect(line.groups).toBe(3);
    expect(line.axes).toEqual([
      { inSize: 9, outSize: 5, kernelSize: 5, stride: 2, dilation: 1, padBefore: 2, padAfter: 2 },
    ]);
    const options: InvolutionOptions = {
      kernelSize: [1, 2, 3],
      strides: [1, 2, 1],
      pad: [
        [0, 0],
        [1, 0],
        [1, 2],
      ],
    };
    const volume = resolveGeometry([1, 4, 5, 6, 8], [1, 4, 3, 7, 12], options);
    expect(volume.groups).toBe(2);
    expect(padsOf(volume)).toEqual(options.pad);
    expect([xShapeOf(volume), kernelShapeOf(volume), yShapeOf(volume)]).toEqual([
      [1, 4, 5, 6, 8],
      [1, 4, 3, 7, 12],
      [1, 4, 3, 7, 8],
    ]);
  });

  it('take both forms of the kernel with channels first', () => {
    const options: InvolutionOptions = { kernelSize: 3, dataFormat: 'channelsFirst' };
    expect(resolveGeometry([2, 6, 9], [2, 2, 3, 9], options)).toEqual(resolveGeometry([2, 6, 9], [2, 6, 9], options));
    const volume = resolveGeometry([1, 4, 3, 4, 5], [1, 2, 3, 3, 3, 3, 4, 5], options);
    expect(volume).toEqual(resolveGeometry([1, 4, 3, 4, 5], [1, 54, 3, 4, 5], options));
    expect(kernelShapeOf(volume)).toEqual([1, 54, 3, 4, 5]);
  });

  it.each(['channelsLast', 'channelsFirst'] as const)(
    'are three for loops over depth, %s, with all where it lay',
    (dataFormat) => {
      const isLast = dataFormat === 'channelsLast';
      const line = resolveGeometry(isLast ? [2, 9, 6] : [2, 6, 9], isLast ? [2, 7, 6] : [2, 6, 7], {
        kernelSize: 3,
        pad: 'valid',
        dataFormat,
      });
      const volume = asVolume(line);
      expect(volume.axes.map(({ inSize, outSize }) => [inSize, outSize])).toEqual([
        [1, 1],
        [1, 1],
        [9, 7],
      ]);
      const alongWidth = (geometry: InvolutionGeometry) => {
        const { x, y, kernel } = stridesOf(geometry);
        const last = ({ spatial }: { spatial: readonly number[] }) => spatial.at(-1);
        return [x, y, kernel].map((strides) => ({ ...strides, spatial: last(strides), taps: kernel.taps.at(-1) }));
      };
      expect(alongWidth(volume)).toEqual(alongWidth(line));
      const solid = resolveGeometry([1, 4, 5, 6, 8], [1, 4, 5, 6, 54], { kernelSize: 3 });
      expect(asVolume(solid)).toEqual(solid);
    },
  );

  it('are refused by kernels that have height and width alone', () => {
    const line = resolveGeometry([2, 9, 6], [2, 9, 6], { kernelSize: 3 });
    expect(() => planarAxes(line, 'the kernels of this test')).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_RANK',
        argument: 'x',
        message: 'x has 1 spatial axes, and the kernels of this test support 2 (height and width).',
      }),
    );
    const plane = resolveGeometry([1, 5, 6, 8], [1, 5, 6, 18], { kernelSize: 3 });
    expect(planarAxes(plane, 'they')).toEqual(plane.axes);
  });
});

describe('kernelShapeFor', () => {
  it('gives the shape that resolveGeometry takes', () => {
    expect(kernelShapeFor([2, 9, 8, 6], { kernelSize: [3, 5], strides: 2, groups: 3 })).toEqual([2, 5, 4, 45]);
    expect(kernelShapeFor([2, 6, 9, 8], { kernelSize: 3, groups: 2, dataFormat: 'channelsFirst' })).toEqual([
      2, 18, 9, 8,
    ]);
    expect(kernelShapeFor([2, 9, 6], { kernelSize: 3, strides: 2, groups: 3 })).toEqual([2, 5, 9]);
    expect(kernelShapeFor([1, 5, 9, 8, 6], { kernelSize: [1, 3, 3], groups: 2 })).toEqual([1, 5, 9, 8, 18]);
  });
});
