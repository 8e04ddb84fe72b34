// Products of matrices of which one lies in panels of four or six rows.
import { multiplyAdd } from './multiply-add';

/**
 * c[i, k] = start[k] + Σ_t a[i, t] · b[t, k], where rows of b and c are contiguous and those of c follow each other. All distances are
 * in bytes.
 *
 * @param together Rows that are summed at a time: four or six.
 * @param columns At least four.
 * @param a In panels of so many rows side by side, the last of which may be anything: `[⌈rows / together⌉, depth, together]`.
 * @param bStep From a row of b to the next.
 */
export function multiplyPanels(
  together: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  bStep: i32,
  start: usize,
  c: usize,
): void {
  const row = columns * 4;
  for (let i = 0; i < rows; i += together) {
    for (let k = 0; k < columns; k += 8) {
      // The last block makes some sums again.
      const first = min(k, columns - 4) * 4;
      const ahead = min(k + 4, columns - 4) * 4 - first;
      const to = c + first;
      if (together > 4) block(6, rows - i, depth, a, b + first, bStep, ahead, start + first, to, row);
      else block(4, rows - i, depth, a, b + first, bStep, ahead, start + first, to, row);
    }
    a += depth * together * 4;
    c += together * row;
  }
}

/**
 * A panel, or what there is of it, and four columns at each of two places.
 *
 * @param together Rows of a panel; a constant wherever this is inlined.
 * @inline
 */
function block(
  together: i32,
  rows: i32,
  depth: i32,
  a: usize,
  b: usize,
  bStep: i32,
  ahead: i32,
  start: usize,
  c: usize,
  row: i32,
): void {
  let x0 = v128.load(start);
  let y0 = v128.load(start + ahead);
  let x1 = x0;
  let x2 = x0;
  let x3 = x0;
  let x4 = x0;
  let x5 = x0;
  let y1 = y0;
  let y2 = y0;
  let y3 = y0;
  let y4 = y0;
  let y5 = y0;
  for (; depth > 0; depth--) {
    const x = v128.load(b);
    const y = v128.load(b + ahead);
    let value = v128.load32_splat(a);
    x0 = multiplyAdd(x0, value, x);
    y0 = multiplyAdd(y0, value, y);
    value = v128.load32_splat(a, 4);
    x1 = multiplyAdd(x1, value, x);
    y1 = multiplyAdd(y1, value, y);
    value = v128.load32_splat(a, 8);
    x2 = multiplyAdd(x2, value, x);
    y2 = multiplyAdd(y2, value, y);
    value = v128.load32_splat(a, 12);
    x3 = multiplyAdd(x3, value, x);
    y3 = multiplyAdd(y3, value, y);
    if (together > 4) {
      value = v128.load32_splat(a, 16);
      x4 = multiplyAdd(x4, value, x);
      y4 = multiplyAdd(y4, value, y);
      value = v128.load32_splat(a, 20);
      x5 = multiplyAdd(x5, value, x);
      y5 = multiplyAdd(y5, value, y);
    }
    a += together * 4;
    b += bStep;
  }
  put(c, x0, ahead, y0);
  if (rows < 2) return;
  put(c + row, x1, ahead, y1);
  if (rows < 3) return;
  put(c + 2 * row, x2, ahead, y2);
  if (rows < 4) return;
  put(c + 3 * row, x3, ahead, y3);
  if (together < 5 || rows < 5) return;
  put(c + 4 * row, x4, ahead, y4);
  if (rows < 6) return;
  put(c + 5 * row, x5, ahead, y5);
}

/** @inline */
function put(to: usize, x: v128, ahead: i32, y: v128): void {
  v128.store(to, x);
  v128.store(to + ahead, y);
}
