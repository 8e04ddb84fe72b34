import { type InvolutionGeometry, OPERATION_NAMES, type Operation } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { geometryFor, type Options } from '../test/geometry.ts';
import { MAX_UNROLLED_TAPS, shaderFor } from './choose-shader.ts';

const WEBGL2 = { isPackingAllowed: true, webglVersion: 2 };

describe('the choice of the packed shader', () => {
  const packed = (g: InvolutionGeometry, settings = WEBGL2) =>
    OPERATION_NAMES.filter((operation) => shaderFor(operation, g, settings).isPacked);

  it.each<[string, number, Options, readonly Operation[]]>([
    ['two channels of one group', 8, { kernelSize: 3, groups: 4 }, OPERATION_NAMES],
    ['an odd number of channels per group', 12, { kernelSize: 3, groups: 4 }, []],
    ['one channel', 1, { kernelSize: 3, groups: 1 }, []],
    ['tap-major', 8, { kernelSize: 3, groups: 2, kernelOrder: 'tap-major' }, OPERATION_NAMES],
    ['interleaved', 8, { kernelSize: 3, groups: 2, channelGrouping: 'interleaved' }, []],
    [
      'as Keras has it: two channels of neighbouring groups',
      8,
      { kernelSize: 3, groups: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
      OPERATION_NAMES,
    ],
    [
      'the same with an odd number of groups',
      9,
      { kernelSize: 3, groups: 3, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
      [],
    ],
    ['a stride along the height', 8, { kernelSize: 3, groups: 4, strides: [2, 1] }, OPERATION_NAMES],
    ['a stride along the width', 8, { kernelSize: 3, groups: 4, strides: [1, 2] }, ['forward', 'gradKernel']],
    ['a stride with one output position', 8, { kernelSize: 3, groups: 4, strides: [1, 8] }, OPERATION_NAMES],
    ['the longest row of taps', 8, { kernelSize: [1, MAX_UNROLLED_TAPS], groups: 4 }, OPERATION_NAMES],
    ['a longer row of taps', 8, { kernelSize: [1, MAX_UNROLLED_TAPS + 1], groups: 4 }, ['gradKernel']],
    ['a longer column of taps', 8, { kernelSize: [MAX_UNROLLED_TAPS + 1, 1], groups: 4 }, OPERATION_NAMES],
  ])('%s', (_, channels, options, expected) => {
    expect(packed(geometryFor(channels, options))).toEqual(expected);
  });

  it('follows WEBGL_PACK', () => {
    const g = geometryFor(8, { kernelSize: 3, groups: 4 });
    expect(packed(g, { isPackingAllowed: false, webglVersion: 2 })).toEqual([]);
    expect(packed(g, { isPackingAllowed: true, webglVersion: 1 })).toEqual(OPERATION_NAMES);
  });
});

describe.each(OPERATION_NAMES)('the text for %s', (operation) => {
  const textOf = (g: InvolutionGeometry, settings = WEBGL2) => shaderFor(operation, g, settings).code;

  it.each([true, false])('is the same for all sizes of x, packed = %s', (isPackingAllowed) => {
    const text = (size: readonly [number, number]) =>
      textOf(geometryFor(8, { kernelSize: 3, groups: 4 }, size), { isPackingAllowed, webglVersion: 2 });
    expect(text([13, 5])).toEqual(text([8, 8]));
    expect(text([1, 1])).toEqual(text([8, 8]));
  });

  it.each([true, false])('is the same for all depths of x, packed = %s', (isPackingAllowed) => {
    const text = (depth: number) =>
      textOf(geometryFor(8, { kernelSize: 3, groups: 4 }, [depth, 8, 8]), { isPackingAllowed, webglVersion: 2 });
    expect(text(7)).toEqual(text(3));
    expect(text(1)).toEqual(text(3));
  });

  it.each([true, false])('has no word of depth where a window has none, packed = %s', (isPackingAllowed) => {
    const text = (kernelSize: readonly number[], positions: readonly number[], options: Partial<Options> = {}) =>
      textOf(geometryFor(8, { kernelSize, groups: 4, ...options }, positions), { isPackingAllowed, webglVersion: 2 });
    const ofImages = text([3, 5], [8, 8]);
    expect(ofImages).not.toContain('depth');
    expect(text([1, 3, 5], [7, 8, 8])).toBe(ofImages);
    expect(text([5], [8])).toBe(text([1, 5], [1, 8]));
    // One tap, but of another plane than the output's, or of none.
    expect(text([1, 3, 5], [7, 8, 8], { strides: [2, 1, 1] })).toContain('depth');
    expect(text([1, 3, 5], [2, 8, 8], { strides: [2, 1, 1] })).toContain('depth');
    const margin = [1, 1] as const;
    expect(text([1, 3, 5], [3, 8, 8], { strides: [2, 1, 1], pad: [[0, 2], margin, margin] })).toContain('depth');
    expect(text([1, 3, 5], [7, 8, 8], { pad: [margin, margin, margin] })).toContain('depth');
    expect(text([1, 3, 5], [1, 8, 8], { pad: [[1, 0], margin, margin], strides: [2, 1, 1] })).toContain('depth');
  });

  it('has a bounded length, however wide the kernel', () => {
    const kernelOrders = ['group-major', 'tap-major'] as const;
    const lengths = [64, 501, 1001, 2 ** 20].flatMap((width) =>
      kernelOrders.map(
        (kernelOrder) => textOf(geometryFor(8, { kernelSize: [1, width], groups: 2, kernelOrder })).length,
      ),
    );
    expect(Math.max(...lengths)).toBeLessThan(40_000);
  });

  it('has no step that says nothing, and none that a literal of GLSL could not be', () => {
    const expected = textOf(geometryFor(8, { kernelSize: [1, 3], groups: 4, strides: [1, 1], pad: 'valid' }, [8, 3]));
    const options = { kernelSize: [1, 3], groups: 4, strides: [1, 2 ** 33], dilations: [2 ** 33, 1] } as const;
    expect(textOf(geometryFor(8, { ...options, pad: 'valid' }, [8, 3]))).toBe(expected);
    const deep = { kernelSize: [3, 1, 3], groups: 4, strides: [2 ** 33, 1, 1], dilations: [1, 2 ** 33, 1] } as const;
    const near = { ...deep, strides: 1, dilations: 1 } as const;
    const volume = (o: Options) => textOf(geometryFor(8, { ...o, pad: 'valid' }, [3, 8, 5]));
    expect(volume(deep)).toBe(volume(near));
  });

  it('is refused for positions past what 32 bits count', () => {
    const far = (last: number): Options => ({ kernelSize: [1, 2], groups: 1, dilations: [1, last], pad: 'valid' });
    const padded = (last: number): Options => ({
      ...far(last),
      pad: [
        [0, 0],
        [last, 0],
      ],
    });
    expect(() => textOf(geometryFor(1, padded(2 ** 30 - 1), [1, 1]))).not.toThrow();
    expect(() => textOf(geometryFor(1, padded(2 ** 30), [1, 1]))).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: The padded input [1, 1073741825] is too large: shaders count to 1073741824 along an axis.]`,
    );
    const deep: Options = {
      kernelSize: [2, 1, 1],
      groups: 1,
      dilations: [2 ** 30, 1, 1],
      pad: [
        [2 ** 30, 0],
        [0, 0],
        [0, 0],
      ],
    };
    expect(() => textOf(geometryFor(1, deep, [1, 1, 1]))).toThrow('[1073741825, 1, 1] is too large');
  });
});

it('fetches each texel of a row of 7 taps once', () => {
  const g = geometryFor(64, { kernelSize: 7, groups: 4 });
  const fetches = (operation: Operation, tensor: string) =>
    shaderFor(operation, g, WEBGL2).code.split(`= fetch_${tensor}(`).length - 1;
  expect([fetches('forward', 'x'), fetches('forward', 'kernel')]).toEqual([5, 4]);
  expect([fetches('gradInput', 'dy'), fetches('gradInput', 'kernel')]).toEqual([5, 8]);
});
