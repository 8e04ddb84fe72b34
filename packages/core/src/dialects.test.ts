import { describe, expect, it } from 'vitest';
import {
  channelGroupingPermutation,
  convertDataFormat,
  invertPermutation,
  kernelOrderPermutation,
  permuteAxis,
} from './dialects.ts';

const row = (permutation: Uint32Array) => Array.from(permutation);

describe('kernelOrderPermutation', () => {
  it('reads tap-major channels t·G + g from group-major channels g·T + t', () => {
    // G = 2, T = 3: group-major holds g0t0 g0t1 g0t2 g1t0 g1t1 g1t2.
    expect(row(kernelOrderPermutation(2, 3, 'group-major', 'tap-major'))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(row(kernelOrderPermutation(2, 3, 'tap-major', 'group-major'))).toEqual([0, 2, 4, 1, 3, 5]);
    expect(row(kernelOrderPermutation(2, 2, 'tap-major', 'tap-major'))).toEqual([0, 1, 2, 3]);
  });
});

describe('channelGroupingPermutation', () => {
  it('reads interleaved channels m·G + g from blocked channels g·M + m', () => {
    expect(row(channelGroupingPermutation(6, 2, 'blocked', 'interleaved'))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(row(channelGroupingPermutation(6, 2, 'interleaved', 'blocked'))).toEqual([0, 2, 4, 1, 3, 5]);
    expect(row(channelGroupingPermutation(4, 2, 'blocked', 'blocked'))).toEqual([0, 1, 2, 3]);
  });

  it('refuses channels that do not divide', () => {
    expect(() => channelGroupingPermutation(5, 2, 'blocked', 'interleaved')).toThrow(
      'channels is 5, but must be a multiple of 2 groups.',
    );
  });
});

describe('invertPermutation', () => {
  it('undoes each conversion', () => {
    const there = kernelOrderPermutation(3, 5, 'group-major', 'tap-major');
    expect(row(invertPermutation(there))).toEqual(row(kernelOrderPermutation(3, 5, 'tap-major', 'group-major')));
    const grouping = channelGroupingPermutation(12, 3, 'blocked', 'interleaved');
    expect(row(invertPermutation(grouping))).toEqual(row(channelGroupingPermutation(12, 3, 'interleaved', 'blocked')));
  });
});

describe('permuteAxis', () => {
  it('reorders one axis and keeps the kind of array', () => {
    const array = { data: Float32Array.of(0, 1, 10, 11, 20, 21), shape: [3, 2] };
    const rows = permuteAxis(array, 0, Uint32Array.of(2, 0, 1));
    expect(rows).toEqual({ data: Float32Array.of(20, 21, 0, 1, 10, 11), shape: [3, 2] });
    const columns = permuteAxis({ data: [0, 1, 10, 11], shape: [2, 2] }, 1, Uint32Array.of(1, 0));
    expect(columns.data).toEqual([1, 0, 11, 10]);
  });

  it.for([
    ['an index twice', 0, [0, 0], 'INVALID_PERMUTATION'],
    ['an index too large', 0, [0, 2], 'INVALID_PERMUTATION'],
    ['too few indices', 0, [0], 'INVALID_PERMUTATION'],
    ['no such axis', 2, [0, 1], 'INVALID_SHAPE'],
  ] as const)('refuses %s', ([, axis, permutation, code]) => {
    const call = () => permuteAxis({ data: [0, 1, 2, 3], shape: [2, 2] }, axis, Uint32Array.from(permutation));
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});

describe('convertDataFormat', () => {
  it('moves the channel axis, and back', () => {
    // Two images of 1 × 3 pixels with 2 channels; values say image, column, channel.
    const nhwc = { data: Int32Array.of(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121), shape: [2, 1, 3, 2] };
    const nchw = convertDataFormat(nhwc, 'channelsLast', 'channelsFirst');
    expect(nchw).toEqual({
      data: Int32Array.of(0, 10, 20, 1, 11, 21, 100, 110, 120, 101, 111, 121),
      shape: [2, 2, 1, 3],
    });
    expect(convertDataFormat(nchw, 'channelsFirst', 'channelsLast')).toEqual(nhwc);
  });

  it('takes one and three spatial axes', () => {
    const line = { data: [0, 1, 10, 11, 20, 21], shape: [1, 3, 2] };
    expect(convertDataFormat(line, 'channelsLast', 'channelsFirst')).toEqual({
      data: [0, 10, 20, 1, 11, 21],
      shape: [1, 2, 3],
    });
    const volume = { data: Array.from({ length: 24 }, (_, k) => k), shape: [1, 2, 3, 2, 2] };
    const first = convertDataFormat(volume, 'channelsLast', 'channelsFirst');
    expect(first.shape).toEqual([1, 2, 2, 3, 2]);
    expect(first.data.slice(0, 4)).toEqual([0, 2, 4, 6]);
    expect(convertDataFormat(first, 'channelsFirst', 'channelsLast')).toEqual(volume);
  });

  it('gives a copy where there is nothing to move', () => {
    const array = { data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] };
    const same = convertDataFormat(array, 'channelsLast', 'channelsLast');
    expect(same).toEqual(array);
    expect(same.data).not.toBe(array.data);
  });

  it('refuses other ranks and lengths', () => {
    expect(() => convertDataFormat({ data: [1], shape: [1] }, 'channelsLast', 'channelsFirst')).toThrow(
      expect.objectContaining({ code: 'INVALID_SHAPE' }),
    );
    expect(() => convertDataFormat({ data: [1], shape: [1, 1, 1, 2] }, 'channelsLast', 'channelsFirst')).toThrow(
      'array has 1 values, but its shape [1, 1, 1, 2] asks for 2.',
    );
  });
});
