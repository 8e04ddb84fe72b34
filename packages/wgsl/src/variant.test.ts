import { describe, expect, it } from 'vitest';
import { geometry } from '../test/geometry.ts';
import { chooseVariant } from './variant.ts';

describe('chooseVariant', () => {
  it('takes four channels together where they share a weight', () => {
    const g = geometry([1, 8, 8, 16], { kernelSize: 3, groups: 4 });
    expect(chooseVariant('forward', g)).toEqual({ lanes: 4, pixels: 4, isUnrolled: true });
    expect(chooseVariant('gradInput', g)).toEqual({ lanes: 4, pixels: 4, isUnrolled: true });
    expect(chooseVariant('gradKernel', g)).toEqual({ lanes: 4, pixels: 4, isUnrolled: true });
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
    expect(chooseVariant('gradInput', g)).toEqual({ lanes: 4, pixels, isUnrolled: stride < 9 });
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
    expect(chooseVariant(operation, g)).toEqual({ lanes: 4, pixels, isUnrolled });
  });

  it('counts only the products that a stride leaves', () => {
    const g = geometry([1, 4, 80, 4], { kernelSize: [1, 64], strides: [1, 2], groups: 1 });
    expect(chooseVariant('gradInput', g).pixels).toBe(4);
  });
});
