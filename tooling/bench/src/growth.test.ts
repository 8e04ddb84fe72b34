import { describe, expect, it } from 'vitest';
import { growthOf } from './growth.ts';

describe('growthOf', () => {
  it('is the exponent of a power law', () => {
    const slopeOf = (...points: [number, number][]) => growthOf('N', points).slope;
    expect(slopeOf([1, 3], [2, 6], [4, 12])).toBeCloseTo(1, 12);
    expect(slopeOf([1, 5], [10, 500])).toBeCloseTo(2, 12);
    expect(slopeOf([1, 7], [2, 7], [3, 7])).toBeCloseTo(0, 12);
  });

  it('is the line through what grows on top of something', () => {
    const { line } = growthOf('N', [
      [1, 12],
      [2, 14],
      [5, 20],
    ]);
    expect(line.fixedMs).toBeCloseTo(10, 12);
    expect(line.msPerUnit).toBeCloseTo(2, 12);
    expect(line.rSquared).toBeCloseTo(1, 12);
  });

  it('says how far points are from a line', () => {
    const { rSquared } = growthOf('N', [
      [1, 1],
      [2, 5],
      [3, 3],
    ]).line;
    expect(rSquared).toBeCloseTo(0.25, 12);
  });
});
