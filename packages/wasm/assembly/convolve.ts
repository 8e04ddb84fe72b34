// Convolutions, channels first: a product of matrices, of as many positions as stay in a cache.
import { loadFour, storeFour } from './four';
import { multiplyAdd, zeros } from './multiply-add';

/** Bytes of eight positions. */
const PANEL: i32 = 32;

/**
 * y[i, p] = bias[i] + Σ_r weights[i, r] · x[r, p] + addend[i, p], of which negative numbers become 0 where `isRectified`. All
 * distances are in bytes. Without windows, x[r, p] is the number at p of channel r; with windows, r goes over the taps of each
 * channel, and x[r, p] is the number at taps[t] + positions[p] of a channel. Up to 28 bytes behind x and the addend, and 20 behind
 * the bias, are read, and not used.
 *
 * @param together Rows that are summed at a time: four or six.
 * @param depth How many values r has.
 * @param row From a channel of y and of the addend to the next one.
 * @param plane From a channel of x to the next one.
 * @param taps Of a window; 0 without windows.
 * @param first Where in the table of positions those of this call begin. The last one is repeated up to a multiple of eight.
 * @param weights Of so many rows side by side, the last of which may be none: `[⌈rows / together⌉, depth, together]`.
 * @param addend As y, or 0.
 * @param scratch The distances of taps, then those of positions.
 * @param panels From there, where there is room for all of x that is read, in panels of eight positions.
 */
export function convolve(
  together: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  row: i32,
  plane: i32,
  taps: i32,
  first: i32,
  x: usize,
  weights: usize,
  bias: usize,
  addend: usize,
  isRectified: i32,
  scratch: usize,
  panels: i32,
  y: usize,
): void {
  const panelBytes = depth * PANEL;
  const start = scratch + panels;
  if (taps) gather(columns, depth, plane, x, scratch, scratch + taps * 4, first, start);
  else copy(columns, depth, plane, x, start);
  for (let i = 0; i < rows; i += together) {
    const a = weights + i * depth * 4;
    let panel = start;
    for (let column = 0; column < columns; column += 8) {
      const at = i * row + column * 4;
      const ofAddend = addend ? addend + at : 0;
      const count = min(columns - column, 8);
      if (together > 4) block(6, rows - i, a, panel, depth, bias + i * 4, ofAddend, isRectified, y + at, row, count);
      else block(4, rows - i, a, panel, depth, bias + i * 4, ofAddend, isRectified, y + at, row, count);
      panel += panelBytes;
    }
  }
}

/** Makes panels of positions that lie side by side. */
function copy(columns: i32, depth: i32, plane: i32, x: usize, to: usize): void {
  for (let column = 0; column < columns; column += 8) {
    let from = x + column * 4;
    for (let r = 0; r < depth; r++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += plane;
      to += PANEL;
    }
  }
}

/** Makes panels of what windows read. */
function gather(
  columns: i32,
  depth: i32,
  plane: i32,
  x: usize,
  taps: usize,
  positions: usize,
  first: i32,
  to: usize,
): void {
  for (let column = 0; column < columns; column += 8) {
    const table = positions + (first + column) * 4;
    let channel = x;
    for (let r = 0; r < depth; channel += plane) {
      for (let tap = taps; tap < positions; tap += 4) {
        const from = channel + load<i32>(tap);
        v128.store(to, loadFour(from, table));
        v128.store(to, loadFour(from, table + 16), 16);
        to += PANEL;
        r++;
      }
    }
  }
}

/**
 * Up to four rows of a panel, or up to six.
 *
 * @param together Which of the two; a constant wherever this is inlined.
 * @param count Columns that exist.
 * @inline
 */
function block(
  together: i32,
  rows: i32,
  a: usize,
  b: usize,
  depth: i32,
  bias: usize,
  addend: usize,
  isRectified: i32,
  y: usize,
  yRow: i32,
  count: i32,
): void {
  let x0 = v128.load32_splat(bias);
  let x1 = v128.load32_splat(bias, 4);
  let x2 = v128.load32_splat(bias, 8);
  let x3 = v128.load32_splat(bias, 12);
  let x4 = together > 4 ? v128.load32_splat(bias, 16) : x0;
  let x5 = together > 4 ? v128.load32_splat(bias, 20) : x0;
  let y0 = x0;
  let y1 = x1;
  let y2 = x2;
  let y3 = x3;
  let y4 = x4;
  let y5 = x5;
  for (; depth > 0; depth--) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let value = v128.load32_splat(a);
    x0 = multiplyAdd(x0, value, left);
    y0 = multiplyAdd(y0, value, right);
    value = v128.load32_splat(a, 4);
    x1 = multiplyAdd(x1, value, left);
    y1 = multiplyAdd(y1, value, right);
    value = v128.load32_splat(a, 8);
    x2 = multiplyAdd(x2, value, left);
    y2 = multiplyAdd(y2, value, right);
    value = v128.load32_splat(a, 12);
    x3 = multiplyAdd(x3, value, left);
    y3 = multiplyAdd(y3, value, right);
    if (together > 4) {
      value = v128.load32_splat(a, 16);
      x4 = multiplyAdd(x4, value, left);
      y4 = multiplyAdd(y4, value, right);
      value = v128.load32_splat(a, 20);
      x5 = multiplyAdd(x5, value, left);
      y5 = multiplyAdd(y5, value, right);
    }
    a += together * 4;
    b += PANEL;
  }
  finish(x0, y0, addend, isRectified, y, count);
  if (rows < 2) return;
  if (addend) addend += yRow;
  finish(x1, y1, addend, isRectified, y + yRow, count);
  if (rows < 3) return;
  if (addend) addend += yRow;
  finish(x2, y2, addend, isRectified, y + 2 * yRow, count);
  if (rows < 4) return;
  if (addend) addend += yRow;
  finish(x3, y3, addend, isRectified, y + 3 * yRow, count);
  if (together < 5 || rows < 5) return;
  if (addend) addend += yRow;
  finish(x4, y4, addend, isRectified, y + 4 * yRow, count);
  if (rows < 6) return;
  if (addend) addend += yRow;
  finish(x5, y5, addend, isRectified, y + 5 * yRow, count);
}

/** Writes a row of a panel. */
function finish(left: v128, right: v128, addend: usize, isRectified: i32, y: usize, count: i32): void {
  if (addend) {
    left = v128.add<f32>(left, v128.load(addend));
    right = v128.add<f32>(right, v128.load(addend, 16));
  }
  if (isRectified) {
    left = v128.max<f32>(left, zeros());
    right = v128.max<f32>(right, zeros());
  }
  storeFour(y, left, count);
  if (count > 4) storeFour(y + 16, right, count - 4);
}
