import { type InvolutionGeometry, kernelShapeFor, resolveGeometry } from '@involution/core';
import { expect, it, vi } from 'vitest';
import { cached } from './cached.ts';

const geometryOf = (size: number) => resolveGeometry([1, size, size, 4], [1, size, size, 1], { kernelSize: 1 });

it('makes a plan once for equal geometries, and anew for one not seen for long', () => {
  const make = vi.fn((operation: string, { axes }: InvolutionGeometry) => `${operation} ${axes[0]!.inSize}`);
  const plan = cached(make);
  expect(plan('forward', geometryOf(1))).toBe('forward 1');
  expect(plan('forward', geometryOf(1))).toBe('forward 1');
  expect(plan('gradInput', geometryOf(1))).toBe('gradInput 1');
  expect(make).toHaveBeenCalledTimes(2);
  for (let size = 2; size < 140; size++) {
    plan('forward', geometryOf(size));
    // In use all the time.
    plan('gradInput', geometryOf(1));
  }
  expect(make.mock.calls.filter(([operation]) => operation === 'gradInput')).toHaveLength(1);
  make.mockClear();
  plan('forward', geometryOf(139));
  expect(make).not.toHaveBeenCalled();
  plan('forward', geometryOf(1));
  expect(make).toHaveBeenCalledTimes(1);
});

it('tells geometries apart that differ in one axis alone', () => {
  const xShape = [1, 6, 6, 4];
  const windows = [{ kernelSize: [1, 3] }, { kernelSize: [3, 1] }, { kernelSize: 3 }, { kernelSize: 3, pad: 1 }];
  const geometries = [
    ...windows,
    { kernelSize: 3, dilations: [1, 2] },
    { kernelSize: 3, strides: [1, 2] },
    { kernelSize: 3, dataFormat: 'channelsFirst' as const },
  ].map((options) => resolveGeometry(xShape, kernelShapeFor(xShape, { ...options, groups: 1 }), options));
  const make = vi.fn((_operation: string, geometry: InvolutionGeometry) => geometry);
  const plan = cached(make);
  for (const geometry of geometries) expect(plan('forward', geometry)).toEqual(geometry);
  // Padding of 1 is what 'same' comes to.
  expect(make).toHaveBeenCalledTimes(geometries.length - 1);
});
