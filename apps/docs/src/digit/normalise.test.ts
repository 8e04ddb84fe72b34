import { describe, expect, it } from 'vitest';
import { type Drawing, normalise } from './normalise.ts';

/** Full ink in some rectangles `[top, left, height, width]` of a board. */
function drawn(size: number, ...rectangles: [number, number, number, number][]): Drawing {
  const ink = new Float32Array(size * size);
  for (const [top, left, height, width] of rectangles) {
    for (let row = top; row < top + height; row++) ink.fill(1, row * size + left, row * size + left + width);
  }
  return { height: size, width: size, ink };
}

/** Rows and columns that have ink. */
function extentOf(digit: Uint8Array): { rows: [number, number]; columns: [number, number] } {
  const at = [...digit.keys()].filter((k) => digit[k]! > 0);
  const range = (numbers: number[]): [number, number] => [Math.min(...numbers), Math.max(...numbers)];
  return { rows: range(at.map((k) => Math.floor(k / 28))), columns: range(at.map((k) => k % 28)) };
}

describe('normalise', () => {
  it('finds nothing on an empty board', () => {
    expect(normalise(drawn(280))).toBeUndefined();
  });

  it.each([
    ['a large square', drawn(280, [40, 10, 200, 200]), [4, 23], [4, 23]],
    ['a small one in a corner', drawn(280, [0, 0, 10, 10]), [4, 23], [4, 23]],
    ['an upright stroke', drawn(280, [20, 100, 200, 20]), [4, 23], [13, 14]],
    ['a flat stroke', drawn(280, [250, 10, 30, 150]), [12, 15], [4, 23]],
    ['a single point', drawn(280, [7, 7, 1, 1]), [4, 23], [4, 23]],
  ])('fits %s into 20×20 in the middle', (_, drawing, rows, columns) => {
    const digit = normalise(drawing)!;
    expect(extentOf(digit)).toEqual({ rows, columns });
    expect(Math.max(...digit)).toBe(255);
  });

  it('puts the centre of mass, not that of the box, into the middle', () => {
    // A heavy foot under a thin stem: its mass is low, so it moves up.
    const digit = normalise(drawn(200, [0, 90, 200, 20], [160, 0, 40, 200]))!;
    expect(extentOf(digit).rows[0]).toBe(0);
    let [mass, row, column] = [0, 0, 0];
    for (const [k, byte] of digit.entries()) {
      mass += byte;
      row += byte * (Math.floor(k / 28) + 0.5);
      column += byte * ((k % 28) + 0.5);
    }
    expect(Math.abs(row / mass - 14)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(column / mass - 14)).toBeLessThanOrEqual(0.5);
  });

  it('keeps the amount of ink, in shades at the edges', () => {
    // 30 pixels become 20: a stroke of 10 becomes one of 6⅔.
    const digit = normalise(drawn(30, [0, 0, 30, 10], [0, 20, 30, 10]))!;
    expect([...new Set(digit)].sort((a, b) => a - b)).toEqual([0, 170, 255]);
    expect(digit.reduce((sum, byte) => sum + byte / 255, 0)).toBeCloseTo(2 * 10 * 30 * (20 / 30) ** 2, 3);
  });
});
