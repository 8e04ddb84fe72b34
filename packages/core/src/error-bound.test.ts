import { describe, expect, it } from 'vitest';
import { errorBound, FLOAT16_UNIT_ROUNDOFF, float16RoundingBound } from './error-bound.ts';

describe('errorBound', () => {
  it('is γ · Σ|terms| with γ = (n + 2)u / (1 − (n + 2)u)', () => {
    expect(errorBound(49, 10)).toBeCloseTo((51 * 2 ** -24 * 10) / (1 - 51 * 2 ** -24), 18);
    expect(errorBound(2, 1, 2 ** -11)).toBe(2 ** -9 / (1 - 2 ** -9));
    expect(errorBound(49, 0)).toBe(0);
  });

  it('allows one smallest normal number per product on a device that flushes', () => {
    expect(errorBound(9, 0, 2 ** -24, 2 ** -126)).toBe(9 * 2 ** -126);
  });

  it('says so where the arithmetic promises nothing', () => {
    expect(errorBound(2046, 1, FLOAT16_UNIT_ROUNDOFF)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('float16RoundingBound', () => {
  it('is half a unit in the last place, or more', () => {
    expect(float16RoundingBound(-1)).toBe(2 ** -11 + 2 ** -24);
    // Between 2^15 and 2^16, neighbours are 32 apart.
    expect(float16RoundingBound(2 ** 15)).toBeGreaterThanOrEqual(16);
    expect(float16RoundingBound(2 ** 15)).toBeLessThan(17);
    expect(float16RoundingBound(0)).toBe(2 ** -24);
  });
});
