// dkernel where neighbouring columns lie side by side (NCHW): a vector holds four columns of dy, and up to four taps of a
// row are summed at a time, because these share it.
import { multiplyAdd, zeros } from './multiply-add';
import { bandRow, clearPadding, copyBand, paddedRowBytes, phaseAt, tapAt } from './padded';
import { bandAt, ColumnPhase, ColumnTap, PaddedWalk, tapsAt } from './walk';

/** For any sizes. */
export function correlateColumns(walk: PaddedWalk, target: usize, source: usize, kernel: usize): void {
  clearPadding(walk);
  // Taps outside get no sum.
  memory.fill(kernel, 0, walk.kernelBytes);
  for (let n = 0; n < walk.batchSize; n++) {
    for (let g = 0; g < walk.groups; g++) {
      correlateGroup(
        walk,
        target + g * walk.targetGroup,
        source + g * walk.sourceGroup,
        kernel + g * walk.kernelGroup,
      );
    }
    target += walk.targetBatch;
    source += walk.sourceBatch;
    kernel += walk.kernelBatch;
  }
}

function correlateGroup(walk: PaddedWalk, target: usize, source: usize, kernel: usize): void {
  const phase = phaseAt(walk, 0);
  for (let begin = 0; begin < walk.targetHeight; begin += walk.bandRows) {
    const end = min(begin + walk.bandRows, walk.targetHeight);
    const band = bandAt(walk, begin);
    copyBand(walk, band, source);
    for (let y = begin; y < end; y++) {
      const row = tapsAt(changetype<usize>(walk) + walk.rows, y);
      let padded = bandRow(walk, row, band);
      let to = kernel + row.kernel;
      packRow(walk, target + y * walk.targetRow);
      for (let u = 0; u < row.count; u++) {
        correlateRow(walk, phase, padded, to);
        padded += walk.rowSourceStep * walk.members * paddedRowBytes(walk);
        to += walk.rowKernelStep;
      }
    }
  }
}

/** From one member's row of dy to the next in the copy: whole vectors. */
// @ts-ignore: decorator
@inline
function packedRowBytes(walk: PaddedWalk): i32 {
  return ((walk.targetWidth + 3) & ~3) * 4;
}

/** Copies a row of dy of all members, so that its last vector is a whole one. */
function packRow(walk: PaddedWalk, target: usize): void {
  let to = changetype<usize>(walk) + walk.packed;
  for (let m = 0; m < walk.members; m++) {
    memory.copy(to, target, walk.targetWidth * 4);
    to += packedRowBytes(walk);
    target += walk.targetMember;
  }
}

/** All taps of a row of the window, for a row of dy. */
function correlateRow(walk: PaddedWalk, phase: ColumnPhase, padded: usize, kernel: usize): void {
  let v = 0;
  while (v < phase.tapCount) {
    const run = tapAt(walk, phase, v).run;
    if (run >= 4) {
      correlateTaps(4, walk, phase, v, padded, kernel);
      v += 4;
    } else if (run == 3) {
      correlateTaps(3, walk, phase, v, padded, kernel);
      v += 3;
    } else {
      correlateTaps(1, walk, phase, v, padded, kernel);
      v += 1;
    }
  }
}

/** 1, 3 or 4 taps whose values lie side by side; the number is a constant wherever this is inlined. */
// @ts-ignore: decorator
@inline
function correlateTaps(
  taps: i32,
  walk: PaddedWalk,
  phase: ColumnPhase,
  v: i32,
  padded: usize,
  kernel: usize,
): void {
  const tap = tapAt(walk, phase, v);
  const members = walk.members;
  const dyStep = packedRowBytes(walk);
  const xStep = paddedRowBytes(walk);
  for (let column = 0; column < phase.targets; column += 4) {
    let sum0 = zeros();
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let dy = changetype<usize>(walk) + walk.packed + column * 4;
    let x = padded + tap.source + column * 4;
    for (let m = 0; m < members; m++) {
      const value = v128.load(dy);
      sum0 = multiplyAdd(sum0, value, v128.load(x));
      if (taps > 1) {
        sum1 = multiplyAdd(sum1, value, v128.load(x, 4));
        sum2 = multiplyAdd(sum2, value, v128.load(x, 8));
      }
      if (taps > 3) sum3 = multiplyAdd(sum3, value, v128.load(x, 12));
      dy += dyStep;
      x += xStep;
    }
    const to = kernel + column * 4;
    storeInside(tap, column, to, sum0);
    if (taps > 1) {
      storeInside(tapAt(walk, phase, v + 1), column, to, sum1);
      storeInside(tapAt(walk, phase, v + 2), column, to, sum2);
    }
    if (taps > 3) storeInside(tapAt(walk, phase, v + 3), column, to, sum3);
  }
}

/** Those of four columns for which the tap lies inside. */
function storeInside(tap: ColumnTap, column: i32, kernel: usize, sums: v128): void {
  const target = kernel + tap.kernel;
  if (column >= tap.begin && column + 4 <= tap.end) {
    v128.store(target, sums);
    return;
  }
  if (column >= tap.begin && column < tap.end) v128.store_lane<f32>(target, sums, 0);
  if (column + 1 >= tap.begin && column + 1 < tap.end) v128.store_lane<f32>(target, sums, 1, 4);
  if (column + 2 >= tap.begin && column + 2 < tap.end) v128.store_lane<f32>(target, sums, 2, 8);
  if (column + 3 >= tap.begin && column + 3 < tap.end) v128.store_lane<f32>(target, sums, 3, 12);
}
