import { resolveGeometry } from '@involution/core';
import { expect, it, vi } from 'vitest';
import { cached } from './cached.ts';

const geometryOf = (size: number) => resolveGeometry([1, size, size, 4], [1, size, size, 1], { kernelSize: 1 });

it('makes a plan once for equal geometries, and anew for one not seen for long', () => {
  const make = vi.fn((operation: string, { inHeight }: { inHeight: number }) => `${operation} ${inHeight}`);
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
