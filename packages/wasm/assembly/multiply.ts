// Products of matrices, in blocks of four rows and eight columns that are summed in registers.
import { multiplyAdd } from './multiply-add';

/**
 * c[i, k] = start[i, k] + Σ_t a[i, t] · b[t, k], where rows of b, start and c are contiguous. All distances are in bytes.
 *
 * @param columns At least four. Where they are no multiple of four, c must not be `start`: the last block makes some sums again.
 */
export function multiply(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  for (let k = 0; k < columns; k += 8) {
    const first = min(k, columns - 4) * 4;
    const second = min(k + 4, columns - 4) * 4;
    for (let i = 0; i < rows; i += 4) {
      multiplyBlock(i, rows - 1, first, second, depth, a, aRow, aStep, b, bStep, start, startRow, c, cRow);
    }
  }
}

/**
 * Four rows from i on, the last one several times where there are less, and four columns at each of two places.
 * @inline
 */
function multiplyBlock(
  i: i32,
  last: i32,
  first: i32,
  second: i32,
  depth: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  start: usize,
  startRow: i32,
  c: usize,
  cRow: i32,
): void {
  const i1 = min(i + 1, last);
  const i2 = min(i + 2, last);
  const i3 = min(i + 3, last);
  let a0 = a + i * aRow;
  let a1 = a + i1 * aRow;
  let a2 = a + i2 * aRow;
  let a3 = a + i3 * aRow;
  const ahead = second - first;
  let from = start + first + i * startRow;
  let x0 = v128.load(from);
  let y0 = v128.load(from + ahead);
  from = start + first + i1 * startRow;
  let x1 = v128.load(from);
  let y1 = v128.load(from + ahead);
  from = start + first + i2 * startRow;
  let x2 = v128.load(from);
  let y2 = v128.load(from + ahead);
  from = start + first + i3 * startRow;
  let x3 = v128.load(from);
  let y3 = v128.load(from + ahead);
  b += first;
  for (; depth > 0; depth--) {
    const x = v128.load(b);
    const y = v128.load(b + ahead);
    let value = v128.load32_splat(a0);
    x0 = multiplyAdd(x0, value, x);
    y0 = multiplyAdd(y0, value, y);
    value = v128.load32_splat(a1);
    x1 = multiplyAdd(x1, value, x);
    y1 = multiplyAdd(y1, value, y);
    value = v128.load32_splat(a2);
    x2 = multiplyAdd(x2, value, x);
    y2 = multiplyAdd(y2, value, y);
    value = v128.load32_splat(a3);
    x3 = multiplyAdd(x3, value, x);
    y3 = multiplyAdd(y3, value, y);
    a0 += aStep;
    a1 += aStep;
    a2 += aStep;
    a3 += aStep;
    b += bStep;
  }
  store(c + i * cRow, first, x0, second, y0);
  store(c + i1 * cRow, first, x1, second, y1);
  store(c + i2 * cRow, first, x2, second, y2);
  store(c + i3 * cRow, first, x3, second, y3);
}

/** @inline */
function store(row: usize, first: i32, x: v128, second: i32, y: v128): void {
  v128.store(row + first, x);
  v128.store(row + second, y);
}
