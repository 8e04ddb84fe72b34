import { OPERATION_NAMES } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { geometry } from '../test/geometry.ts';
import { chooseVariant } from './variant.ts';

describe('chooseVariant', () => {
  it('takes four channels together where they share a weight', () => {
    const g = geometry([1, 8, 8, 16], { kernelSize: 3, groups: 4 });
    expect(chooseVariant('forward', g)).toMatchObject({ lanes: 4, pixels: 4, isUnrolled: true });
    expect(chooseVariant('gradInput', g)).toMatchObject({ lanes: 4, pixels: 4, isUnrolled: true });
    expect(chooseVariant('gradKernel', g)).toMatchObject({ lanes: 4, pixels: 4, isUnrolled: true });
  });

  it.each([
    ['blocked', 16, 2, 4],
    ['blocked', 16, 8, 1], // two channels a group
    ['blocked', 10, 1, 1],
    ['interleaved', 16, 8, 4],
    ['interleaved', 16, 2, 1], // two groups
    ['interleaved', 12, 4, 4],
  ] as const)('%s, %i channels in %i groups: %i lanes', (channelGrouping, channels, groups, lanes) => {
    const g = geometry([1, 8, 8, channels], { kernelSize: 3, groups, channelGrouping });
    expect(chooseVariant('forward', g).lanes).toBe(lanes);
    expect(chooseVariant('gradInput', g).lanes).toBe(lanes);
    expect(chooseVariant('gradKernel', g).lanes).toBe(channelGrouping === 'blocked' ? lanes : 1);
  });

  it('takes four channels together in NCHW too, but not for the gradient of the kernel', () => {
    const g = geometry([1, 16, 8, 8], { kernelSize: 3, groups: 4, dataFormat: 'channelsFirst' });
    expect(chooseVariant('forward', g).lanes).toBe(4);
    expect(chooseVariant('gradInput', g).lanes).toBe(4);
    expect(chooseVariant('gradKernel', g).lanes).toBe(1);
  });

  it('has no more pixels than a row', () => {
    const g = geometry([1, 8, 3, 4], { kernelSize: 3, groups: 1 });
    expect(chooseVariant('forward', g).pixels).toBe(3);
    expect(chooseVariant('gradInput', g).pixels).toBe(3);
    expect(chooseVariant('gradKernel', g).pixels).toBe(3);
  });

  it.each([
    [1, 4],
    [2, 4],
    [3, 6],
    [4, 4],
    [5, 5],
    [8, 8],
    [9, 1],
  ])('blocks of the gradient for x are whole strides: %i → %i', (stride, pixels) => {
    const g = geometry([1, 40, 40, 4], { kernelSize: 3, strides: stride, groups: 1 });
    expect(chooseVariant('gradInput', g)).toMatchObject({ lanes: 4, pixels, isUnrolled: stride < 9 });
  });

  it.each([
    ['forward', 32, 4, true],
    ['forward', 33, 1, true],
    ['forward', 128, 1, true],
    ['forward', 129, 1, false],
    ['gradInput', 32, 4, true],
    ['gradInput', 33, 1, true],
    ['gradInput', 129, 1, false],
    ['gradKernel', 16, 4, true],
    ['gradKernel', 17, 1, true],
    ['gradKernel', 64, 1, true],
    ['gradKernel', 65, 1, false],
  ] as const)('%s with a kernel %i wide: %i pixels, written out: %s', (operation, width, pixels, isUnrolled) => {
    const g = geometry([1, 4, 8, 4], { kernelSize: [1, width], groups: 1 });
    expect(chooseVariant(operation, g)).toMatchObject({ lanes: 4, pixels, isUnrolled });
  });

  it.each([
    [3, 3],
    [7, 7],
    [8, 4],
    [9, 5],
    [14, 7],
    [15, 5],
    [56, 7],
    [100, 7],
  ])('blocks in NCHW are rows, as many as make the fewest positions to read: %i → %i', (height, pixels) => {
    const g = geometry([1, 16, height, 20], { kernelSize: 7, groups: 1, dataFormat: 'channelsFirst' });
    for (const operation of OPERATION_NAMES) expect(chooseVariant(operation, g).pixels).toBe(pixels);
  });

  it('has one column in NCHW where rows would share nothing', () => {
    const options = { kernelSize: [1, 7], groups: 1, dataFormat: 'channelsFirst' } as const;
    for (const operation of OPERATION_NAMES)
      expect(chooseVariant(operation, geometry([1, 16, 8, 20], options))).toMatchObject({
        pixels: 1,
        isUnrolled: true,
      });
  });

  it.each([
    ['16 channels a group', [1, 56, 56, 64], {}, { channels: 16, blocks: 4, groups: 4 }],
    ['rows of two blocks', [1, 7, 7, 512], {}, { channels: 32, blocks: 2, groups: 8 }],
    ['fewer channels than a workgroup', [1, 56, 56, 16], {}, { channels: 4, blocks: 14, groups: 1 }],
    ['32 channels a group', [1, 56, 56, 64], { groups: 2 }, undefined],
    ['tap-major', [1, 56, 56, 64], { kernelOrder: 'tap-major' }, undefined],
    ['interleaved', [1, 56, 56, 64], { channelGrouping: 'interleaved' }, undefined],
    ['NCHW', [1, 64, 56, 56], { dataFormat: 'channelsFirst' }, undefined],
    ['wider than its memory', [1, 56, 56, 64], { kernelSize: 17, groups: 8 }, undefined],
  ] as const)('shares weights: %s', (_, shape, options, shared) => {
    const channels = options && 'dataFormat' in options ? shape[1] : shape[3];
    const g = geometry(shape, { kernelSize: 7, groups: channels / 16, ...options });
    for (const operation of ['forward', 'gradInput'] as const) {
      if (shared) expect(chooseVariant(operation, g).shared).toMatchObject(shared);
      else expect(chooseVariant(operation, g).shared).toBeUndefined();
      expect(chooseVariant(operation, g, { isFallbackAdapter: true }).shared).toBeUndefined();
    }
    expect(chooseVariant('gradKernel', g).shared).toBeUndefined();
  });

  it.each([
    ['16 channels a group', [1, 56, 56, 64], 16, true],
    ['12 channels a group', [1, 56, 56, 48], 12, false],
    ['a line', [1, 56, 64], 16, false],
  ] as const)('takes halves in turn: %s', (_, shape, channelsPerGroup, alternates) => {
    const g = geometry(shape, { kernelSize: 3, groups: shape.at(-1)! / channelsPerGroup });
    expect(chooseVariant('gradKernel', g).alternates).toBe(alternates);
    expect(chooseVariant('gradKernel', g, { isFallbackAdapter: true }).alternates).toBe(false);
  });

  it('counts only the products that a stride leaves', () => {
    const g = geometry([1, 4, 80, 4], { kernelSize: [1, 64], strides: [1, 2], groups: 1 });
    expect(chooseVariant('gradInput', g).pixels).toBe(4);
  });
});
