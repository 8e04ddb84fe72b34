import { describe, expect, it } from 'vitest';
import { errorBound, FLOAT16_UNIT_ROUNDOFF, factorizedTermsOf, float16RoundingBound } from './error-bound.ts';
import { resolveGeometry } from './geometry.ts';

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

describe('factorizedTermsOf', () => {
  it('counts the taps, the coefficients and the bias', () => {
    const geometry = resolveGeometry([1, 5, 5, 4], [1, 5, 5, 12], { kernelSize: [2, 3] });
    expect(factorizedTermsOf(geometry, 4)).toBe(11);
    expect(factorizedTermsOf(geometry, 4, 'x')).toBe(11);
  });

  it('counts for other gradients what the kernel’s gradient sums, the weights or positions, and one', () => {
    const geometry = resolveGeometry([2, 5, 5, 6], [2, 3, 5, 12], { kernelSize: [2, 3], strides: [2, 1], groups: 2 });
    expect(factorizedTermsOf(geometry, 4, 'features')).toBe(3 + 12 + 1);
    expect(factorizedTermsOf(geometry, 4, 'spanWeights')).toBe(3 + 30 + 1);
    expect(factorizedTermsOf(geometry, 4, 'spanBias')).toBe(3 + 30 + 1);
  });

  it('bounds the worst that one order of roundings can do', () => {
    // One tap and one coefficient, all operands of the form 1 + u·k: z·s, + b, · x round three times.
    const [z, s, b, x] = [1 + 2 ** -12, 1 + 2 ** -12, 1 + 2 ** -22, 1 + 2 ** -23].map(Math.fround) as [
      number,
      number,
      number,
      number,
    ];
    const computed = Math.fround(Math.fround(Math.fround(z * s) + b) * x);
    const exact = (z * s + b) * x;
    const geometry = resolveGeometry([1, 1, 1, 1], [1, 1, 1, 1], { kernelSize: 1 });
    expect(computed).not.toBe(exact);
    expect(Math.abs(computed - exact)).toBeLessThanOrEqual(errorBound(factorizedTermsOf(geometry, 1), exact));
  });
});
