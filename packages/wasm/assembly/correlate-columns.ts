// dkernel where neighbouring columns lie side by side (channels first): a vector holds four columns of dy, and up to
// four taps of a row are summed at a time, because these share it.
import { ColumnLoops, ColumnPhase, ColumnTap } from './layout';
import { multiplyAdd, zeros } from './multiply-add';
import { clearPadding, copyBand, paddedRowBytes, phaseAt, tapAt } from './padded';
import { bandAt, rowAt, stepAfter, stepsOf } from './tables';

/** For any sizes. */
export function correlateColumns(loops: ColumnLoops, target: usize, source: usize, kernel: usize): void {
  clearPadding(loops);
  // Taps outside get no sum.
  memory.fill(kernel, 0, loops.kernelBytes);
  for (let n = 0; n < loops.batchSize; n++) {
    for (let g = 0; g < loops.groups; g++) {
      correlateGroup(
        loops,
        target + g * loops.targetGroup,
        source + g * loops.sourceGroup,
        kernel + g * loops.kernelGroup,
      );
    }
    target += loops.targetBatch;
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
  }
}

function correlateGroup(loops: ColumnLoops, target: usize, source: usize, kernel: usize): void {
  const phase = phaseAt(loops, 0);
  const copy = changetype<usize>(loops) + loops.copy;
  let y = 0;
  for (let index = 0; y < loops.targetHeight; index++) {
    const band = bandAt(loops, index);
    copyBand(loops, band, source);
    for (let end = y + band.targets; y < end; y++) {
      const row = rowAt(loops, y);
      let padded = copy + row.source;
      let to = kernel + row.kernel;
      packRow(loops, target + y * loops.targetRow);
      const steps = stepsOf(loops, row);
      const lastStep = stepAfter(steps, row.count);
      for (let step = steps; step !== lastStep; step = stepAfter(step)) {
        correlateRow(loops, phase, padded, to);
        padded += step.source;
        to += step.kernel;
      }
    }
  }
}

/**
 * From one channel's row of dy to the next in the copy: whole vectors.
 * @inline
 */
function packedRowBytes(loops: ColumnLoops): i32 {
  return ((loops.targetWidth + 3) & ~3) * 4;
}

/** Copies a row of dy of all channels, so that its last vector is a whole one. */
function packRow(loops: ColumnLoops, target: usize): void {
  let to = changetype<usize>(loops) + loops.packed;
  for (let c = 0; c < loops.channelsPerGroup; c++) {
    memory.copy(to, target, loops.targetWidth * 4);
    to += packedRowBytes(loops);
    target += loops.targetChannel;
  }
}

/** All taps of a row of the window, for a row of dy. */
function correlateRow(loops: ColumnLoops, phase: ColumnPhase, padded: usize, kernel: usize): void {
  let v = 0;
  while (v < phase.tapCount) {
    const run = tapAt(loops, phase, v).run;
    if (run >= 4) {
      correlateTaps(4, loops, phase, v, padded, kernel);
      v += 4;
    } else if (run === 3) {
      correlateTaps(3, loops, phase, v, padded, kernel);
      v += 3;
    } else {
      correlateTaps(1, loops, phase, v, padded, kernel);
      v += 1;
    }
  }
}

/**
 * 1, 3 or 4 taps whose values lie side by side; the number is a constant wherever this is inlined.
 * @inline
 */
function correlateTaps(taps: i32, loops: ColumnLoops, phase: ColumnPhase, v: i32, padded: usize, kernel: usize): void {
  const tap = tapAt(loops, phase, v);
  const channels = loops.channelsPerGroup;
  const dyStep = packedRowBytes(loops);
  const xStep = paddedRowBytes(loops);
  for (let column = 0; column < phase.targets; column += 4) {
    let sum0 = zeros();
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let dy = changetype<usize>(loops) + loops.packed + column * 4;
    let x = padded + tap.source + column * 4;
    for (let c = 0; c < channels; c++) {
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
      storeInside(tapAt(loops, phase, v + 1), column, to, sum1);
      storeInside(tapAt(loops, phase, v + 2), column, to, sum2);
    }
    if (taps > 3) storeInside(tapAt(loops, phase, v + 3), column, to, sum3);
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
