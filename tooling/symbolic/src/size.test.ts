import { describe, expect, it } from 'vitest';
import { isAtMost, lowerBound, MAX_AXIS, upperBound } from './bounds.ts';
import { divideProducts, Size } from './size.ts';

const of = Size.of;
const [h, w] = [Size.symbol('h'), Size.symbol('w')];

describe('Size', () => {
  it('recognises equal expressions however they came about', () => {
    expect(h.plus(of(6)).minus(of(6)).equals(h)).toBe(true);
    expect(
      h
        .plus(w)
        .times(h.minus(w))
        .equals(h.times(h).minus(w.times(w))),
    ).toBe(true);
    // ⌊(h − 2) / 2⌋ + 1 = ⌊h / 2⌋, as pooling and convolution state the same size.
    expect(h.minus(of(2)).floorDivide(2).plus(of(1)).equals(h.floorDivide(2))).toBe(true);
    expect(h.times(of(4)).plus(of(3)).floorDivide(4).equals(h)).toBe(true);
    expect(
      h
        .plus(of(1))
        .floorDivide(2)
        .plus(of(1))
        .floorDivide(2)
        .equals(h.plus(of(3)).floorDivide(4)),
    ).toBe(true);
  });

  it('tells different ones apart', () => {
    expect(h.equals(w)).toBe(false);
    expect(h.floorDivide(2).equals(h.plus(of(1)).floorDivide(2))).toBe(false);
    expect(Size.symbol('a', 1).equals(Size.symbol('a,1'))).toBe(false);
  });

  it('equals nothing when unknown', () => {
    expect(Size.unknown.equals(Size.unknown)).toBe(false);
    expect(of(2 ** 60).equals(of(2 ** 60))).toBe(false);
    expect(of(Number.NaN).isUnknown).toBe(true);
    expect(h.floorDivide(0).isUnknown).toBe(true);
    expect(h.floorDivide(0.5).isUnknown).toBe(true);
  });

  it('compares quotients', () => {
    const [down, up] = [h.floorDivide(2), h.ceilDivide(2)];
    expect(isAtMost(down, up)).toBe(true);
    expect(isAtMost(up, down)).toBe(false);
    expect(isAtMost(h.minus(of(1)).floorDivide(2), down)).toBe(true);
    // ⌈h / 4⌉ ≤ 8·⌈h / 32⌉
    expect(isAtMost(h.ceilDivide(4), h.ceilDivide(32).times(of(8)))).toBe(true);
    expect(isAtMost(h.ceilDivide(32).times(of(8)), h.ceilDivide(4))).toBe(false);
  });

  it('divides products', () => {
    const odd = h.minus(of(2));
    expect(divideProducts([of(18), odd, w], [of(9), odd, w]).is(2)).toBe(true);
    expect(divideProducts([h, of(8), w], [of(4), w]).equals(h.times(of(2)))).toBe(true);
    expect(divideProducts([h], [w]).isUnknown).toBe(true);
    expect(divideProducts([of(9)], [of(2)]).isUnknown).toBe(true);
    expect(divideProducts([of(9)], [of(0)]).isUnknown).toBe(true);
  });

  it('gives up on expressions that grow without end', () => {
    let size = h.plus(w);
    for (let k = 0; k < 200; k++) size = size.times(size).plus(of(1)).floorDivide(3);
    expect(size.isUnknown).toBe(true);
  });

  it('is right at all sizes, for random expressions', () => {
    const random = generator(1);
    let equal = 0;
    let ordered = 0;
    for (let k = 0; k < 4000; k++) {
      const [a, b] = [expression(random, 3), expression(random, 3)];
      const samples = Array.from({ length: 12 }, () => [1 + random(40), 1 + random(40)] as const);
      const isEqual = a.size.equals(b.size);
      const isOrdered = isAtMost(a.size, b.size);
      equal += Number(isEqual);
      ordered += Number(isOrdered);
      for (const [x, y] of samples) {
        const [left, right] = [a.at(x, y), b.at(x, y)];
        if (isEqual) expect(left === right).toBe(true);
        if (isOrdered) expect(left).toBeLessThanOrEqual(right);
        expect(lowerBound(a.size)).toBeLessThanOrEqual(left);
      }
      // At the longest axes, where numbers of more than 53 bits are rounded.
      const longest = [a.at(MAX_AXIS, MAX_AXIS), a.at(1, MAX_AXIS), a.at(MAX_AXIS, 1)].map(Math.abs);
      for (const value of longest) expect(value).toBeLessThanOrEqual(upperBound(a.size) * (1 + 2 ** -50));
    }
    // Enough of them to mean something.
    expect(equal).toBeGreaterThan(100);
    expect(ordered).toBeGreaterThan(500);
  });
});

interface Expression {
  size: Size;
  at(h: number, w: number): number;
}

/** An expression in h and w, symbolically and as a function. */
function expression(random: (below: number) => number, depth: number): Expression {
  if (depth === 0 || random(4) === 0) {
    const number = random(7) - 2;
    const leaves: Expression[] = [
      { size: h, at: (x) => x },
      { size: w, at: (_, y) => y },
      { size: of(number), at: () => number },
    ];
    return leaves[random(3)]!;
  }
  const [a, b] = [expression(random, depth - 1), expression(random, depth - 1)];
  const divisor = 1 + random(5);
  const nodes: Expression[] = [
    { size: a.size.plus(b.size), at: (x, y) => a.at(x, y) + b.at(x, y) },
    { size: a.size.minus(b.size), at: (x, y) => a.at(x, y) - b.at(x, y) },
    { size: a.size.times(b.size), at: (x, y) => a.at(x, y) * b.at(x, y) },
    { size: a.size.floorDivide(divisor), at: (x, y) => Math.floor(a.at(x, y) / divisor) },
    { size: a.size.ceilDivide(divisor), at: (x, y) => Math.ceil(a.at(x, y) / divisor) },
  ];
  return nodes[random(5)]!;
}

/** Whole numbers below a bound; the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
