import { describe, expect, it } from 'vitest';
import { dispatchFor } from './dispatch.ts';

describe('dispatchFor', () => {
  it.each([
    [1, [1, 1, 1]],
    [64, [1, 1, 1]],
    [65, [2, 1, 1]],
    [64 * 10, [10, 1, 1]],
    [64 * 10 + 1, [6, 2, 1]],
    [64 * 100, [10, 10, 1]],
    [64 * 101, [9, 6, 2]],
    [64 * 1000, [10, 10, 10]],
  ])('%i invocations at most 10 workgroups a side', (invocations, dispatch) => {
    expect(dispatchFor(invocations, 64, { maxComputeWorkgroupsPerDimension: 10 })).toEqual(dispatch);
  });

  it('always holds them all, within the limit, with little to spare', () => {
    for (let workgroups = 1; workgroups <= 7 ** 3; workgroups++) {
      const [x, y, z] = dispatchFor(workgroups * 32, 32, { maxComputeWorkgroupsPerDimension: 7 });
      expect(Math.max(x, y, z)).toBeLessThanOrEqual(7);
      expect(x * y * z).toBeGreaterThanOrEqual(workgroups);
      expect(x * y * z - workgroups).toBeLessThan(y * z);
    }
  });

  it('refuses what three dimensions do not hold', () => {
    expect(() => dispatchFor(64 * 1001, 64, { maxComputeWorkgroupsPerDimension: 10 })).toThrow(
      expect.objectContaining({
        code: 'DEVICE_LIMIT_EXCEEDED',
        message: 'workgroups is 1001, but must be at most 10³.',
      }),
    );
  });
});
