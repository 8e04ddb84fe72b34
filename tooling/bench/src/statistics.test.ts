import { describe, expect, it } from 'vitest';
import { geometricMean, logLogSlope, median } from './statistics.ts';

describe('geometricMean', () => {
  it('multiplies and takes the root', () => {
    expect(geometricMean([2, 8])).toBeCloseTo(4, 12);
    expect(geometricMean([10])).toBeCloseTo(10, 12);
  });
});

describe('logLogSlope', () => {
  it('is the exponent of a power law', () => {
    expect(
      logLogSlope([
        [1, 3],
        [2, 6],
        [4, 12],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      logLogSlope([
        [1, 5],
        [10, 500],
      ]),
    ).toBeCloseTo(2, 12);
    expect(
      logLogSlope([
        [1, 7],
        [2, 7],
        [3, 7],
      ]),
    ).toBeCloseTo(0, 12);
  });
});

describe('median', () => {
  it('is the middle one by size, and leaves the values in their order', () => {
    const values = [10, 9, 100];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });
});
