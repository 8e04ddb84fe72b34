import { isInvolutionError } from '@involution/core';
import { expect, it } from 'vitest';
import { filterCall } from './filter.ts';
import { layerCall } from './layer.ts';
import type { Photo } from './photo.ts';

const photo: Photo = {
  height: 5,
  width: 8,
  channels: 3,
  data: Uint8Array.from({ length: 5 * 8 * 3 }, (_, k) => (k * k * 7) % 256),
};

it('repeats the colours where x has more channels', () => {
  const { x } = layerCall(photo, { channels: 6 });
  expect(x.shape).toEqual([1, 5, 8, 6]);
  const bytes = Array.from(x.data.subarray(6, 12), (value) => Math.round(value * 255));
  expect(bytes).toEqual([...photo.data.subarray(3, 6), ...photo.data.subarray(3, 6)]);
});

it('generates the kernel of an output position from the pixel in the middle of its window', () => {
  const every = layerCall(photo, { kernelSize: 3, groups: 3 });
  const second = layerCall(photo, { kernelSize: 3, groups: 3, strides: 2, dilations: 2 });
  expect(second.kernel.shape).toEqual([1, 3, 4, 27]);
  expect(second.options.pad).toBe(2);
  const [row, column] = [2, 3];
  const own = second.kernel.data.subarray((row * 4 + column) * 27, (row * 4 + column + 1) * 27);
  const middle = every.kernel.data.subarray((2 * row * 8 + 2 * column) * 27, (2 * row * 8 + 2 * column + 1) * 27);
  expect(own).toEqual(middle);
});

it('has a filter at every position, and in every group', () => {
  const { kernel } = filterCall(photo, [1, 2, 3, 4], { kernelSize: 2, groups: 3, strides: 2 });
  // Two even taps and no padding: 5 × 8 becomes 2 × 4.
  expect(kernel.shape).toEqual([1, 2, 4, 12]);
  expect(Array.from(kernel.data.subarray(-12))).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
});

it.each([
  [{ strides: 0 }, 'INVALID_STRIDES'],
  [{ kernelSize: 1.5 }, 'INVALID_KERNEL_SIZE'],
  [{ groups: Number.NaN }, 'INVALID_GROUPS'],
  [{ groups: 2 }, 'CHANNELS_NOT_DIVISIBLE'],
])('leaves %o to the library', (options, code) => {
  const refused = () => layerCall(photo, options);
  expect(refused).toThrow(expect.objectContaining({ code }));
  expect(refused).toThrow(expect.toSatisfy(isInvolutionError));
});
