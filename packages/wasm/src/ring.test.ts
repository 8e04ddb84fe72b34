import { describe, expect, it } from 'vitest';
import { inRing, ringOf } from './ring.ts';

const row = (first: number, last = first) => ({ first, last });

describe('ringOf', () => {
  it('makes each row before the one that needs it, several together', () => {
    expect(ringOf([row(0), row(1), row(2)], 3, 2)).toEqual({
      size: 2,
      tiles: [
        { before: 0, first: 0, count: 2 },
        { before: 2, first: 2, count: 1 },
      ],
    });
  });

  it('keeps rows for as long as they are needed', () => {
    const needed = [row(0, 1), row(0, 2), row(1, 3), row(2, 3)];
    expect(ringOf(needed, 4, 1)).toEqual({
      size: 3,
      tiles: [
        { before: 0, first: 0, count: 1 },
        { before: 0, first: 1, count: 1 },
        { before: 1, first: 2, count: 1 },
        { before: 2, first: 3, count: 1 },
      ],
    });
    // The second tile is made while the first row of the first is in use.
    expect(ringOf(needed, 4, 2).size).toBe(4);
  });

  it('keeps what is needed again after other rows', () => {
    expect(ringOf([row(0, 3), row(2, 5), row(1, 4)], 6, 1).size).toBe(5);
    expect(ringOf([row(0, 3), row(2, 5), row(3, 5)], 6, 1).size).toBe(4);
  });

  it('passes over rows that need none, and makes none behind the last that is needed', () => {
    expect(ringOf([undefined, row(1), undefined], 9, 1).tiles).toEqual([
      { before: 1, first: 0, count: 1 },
      { before: 1, first: 1, count: 1 },
    ]);
    expect(ringOf([undefined], 9, 4)).toEqual({ size: 4, tiles: [] });
  });
});

describe('inRing', () => {
  it('moves weights to where their rows are in the ring, and shares what rows have in common', () => {
    // Rows of 100 bytes, whose taps are 8 bytes nearer to the start in each next row.
    const step = { source: 5, kernel: 92 };
    const rowOf = (kernel: number, count: number) => ({ source: 0, count, kernel, steps: [step, step, step] });
    const loops = { rows: [rowOf(16, 2), rowOf(116, 3), rowOf(316, 3), rowOf(416, 3), rowOf(0, 0)] };
    const { rows } = inRing(loops as unknown as Parameters<typeof inRing>[0], 3, 100);
    const offsets = rows.map(({ kernel, steps }) => {
      let at = kernel;
      return [at, ...steps.slice(0, -1).map((one) => (at += one.kernel))];
    });
    expect(offsets).toEqual([[16, 108], [116, 208, 0], [16, 108, 200], [116, 208, 0], [0]]);
    expect(rows[3]!.steps).toBe(rows[1]!.steps);
    expect(rows[1]!.steps.map(({ source }) => source)).toEqual([5, 5, 5]);
  });
});
