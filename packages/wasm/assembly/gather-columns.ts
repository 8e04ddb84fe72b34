// y, or dx, where neighbouring columns lie side by side (channels first): a vector holds four columns of the target,
// and of eight channels of a group at a time, because these share the weights.
import { ColumnLoops, ColumnPhase, ColumnTap, RowTaps } from './layout';
import { multiplyAdd, zeros } from './multiply-add';
import { clearPadding, copyBand, paddedRowBytes, phaseAt, tapAt } from './padded';
import { bandAt, rowAt, stepAfter, stepsOf } from './tables';

/** For any sizes. */
export function gatherColumns(loops: ColumnLoops, source: usize, kernel: usize, target: usize): void {
  clearPadding(loops);
  const tensor = kernel;
  for (let n = 0; n < loops.batchSize; n++) {
    for (let g = 0; g < loops.groups; g++) {
      gatherGroup(
        loops,
        source + g * loops.sourceGroup,
        kernel + g * loops.kernelGroup,
        target + g * loops.targetGroup,
        tensor,
      );
    }
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
    target += loops.targetBatch;
  }
}

function gatherGroup(loops: ColumnLoops, source: usize, kernel: usize, target: usize, tensor: usize): void {
  const copy = changetype<usize>(loops) + loops.copy;
  let y = 0;
  for (let index = 0; y < loops.targetHeight; index++) {
    const band = bandAt(loops, index);
    copyBand(loops, band, source);
    for (let end = y + band.targets; y < end; y++) {
      const row = rowAt(loops, y);
      const padded = copy + row.source;
      let to = target + y * loops.targetRow;
      for (let index = 0; index < loops.targetPhaseCount; index++) {
        const phase = phaseAt(loops, index);
        packWeights(loops, phase, row, kernel + row.kernel, tensor);
        gatherPhase(loops, phase, row, padded, to);
        to += 4;
      }
    }
  }
}

/** Copies the weights of a row in the order in which they are used, with zeros where a tap lies outside. */
function packWeights(loops: ColumnLoops, phase: ColumnPhase, row: RowTaps, kernel: usize, tensor: usize): void {
  const packed = changetype<usize>(loops) + loops.packed;
  const tapCount = phase.tapCount;
  const step = row.count * tapCount * 16;
  const steps = stepsOf(loops, row);
  const end = stepAfter(steps, row.count);
  // A vector may be read whole up to here.
  const wholeUpTo = tensor + loops.kernelBytes - 16;
  for (let v = 0; v < tapCount; v++) {
    const tap = tapAt(loops, phase, v);
    const firstWhole = min((max(tap.begin, 0) + 3) & ~3, phase.targets);
    const wholeEnd = max(tap.end & ~3, firstWhole);
    let from = kernel + tap.kernel;
    let first = packed + v * 16;
    for (let rowStep = steps; rowStep !== end; rowStep = stepAfter(rowStep)) {
      let to = first;
      let at = from;
      let column = 0;
      while (column < phase.targets) {
        if (column === firstWhole) {
          for (; column < wholeEnd; column += 4) {
            v128.store(to, v128.load(at));
            at += 16;
            to += step;
          }
          if (column >= phase.targets) break;
        }
        v128.store(to, weightsInside(tap, column, at, tensor, wholeUpTo));
        column += 4;
        at += 16;
        to += step;
      }
      from += rowStep.kernel;
      first += tapCount * 16;
    }
  }
}

/**
 * The weights of four columns, with zeros for those whose tap lies outside.
 * @inline
 */
function weightsInside(tap: ColumnTap, column: i32, at: usize, tensor: usize, end: usize): v128 {
  const columns = v128.add<i32>(v128.splat<i32>(column), i32x4(0, 1, 2, 3));
  const isInside = v128.and(
    v128.ge<i32>(columns, v128.splat<i32>(tap.begin)),
    v128.lt<i32>(columns, v128.splat<i32>(tap.end)),
  );
  if (at >= tensor && at <= end) return v128.and(v128.load(at), isInside);
  let weights = zeros();
  if (v128.extract_lane<i32>(isInside, 0)) weights = v128.load_lane<f32>(at, weights, 0);
  if (v128.extract_lane<i32>(isInside, 1)) weights = v128.load_lane<f32>(at, weights, 1, 4);
  if (v128.extract_lane<i32>(isInside, 2)) weights = v128.load_lane<f32>(at, weights, 2, 8);
  if (v128.extract_lane<i32>(isInside, 3)) weights = v128.load_lane<f32>(at, weights, 3, 12);
  return weights;
}

/** All channels of a group, for the columns of a phase in a row. */
function gatherPhase(loops: ColumnLoops, phase: ColumnPhase, row: RowTaps, padded: usize, target: usize): void {
  const channelStep = paddedRowBytes(loops);
  let left = loops.channelsPerGroup;
  for (; left >= 4; left -= 4) {
    gatherChannelsOf(4, loops, phase, row, padded, target);
    padded += 4 * channelStep;
    target += 4 * loops.targetChannel;
  }
  if (left >= 2) {
    gatherChannelsOf(2, loops, phase, row, padded, target);
    padded += 2 * channelStep;
    target += 2 * loops.targetChannel;
    left -= 2;
  }
  if (left) gatherChannelsOf(1, loops, phase, row, padded, target);
}

/**
 * 1, 2 or 4 channels; the number is a constant wherever this is inlined. V8 moves all loads of a loop's body before its
 * sums, so that the body may hold no more of them than there are registers: two taps of four channels.
 * @inline
 */
function gatherChannelsOf(
  channels: i32,
  loops: ColumnLoops,
  phase: ColumnPhase,
  row: RowTaps,
  padded: usize,
  target: usize,
): void {
  const channelStep = paddedRowBytes(loops);
  const steps = stepsOf(loops, row);
  const end = stepAfter(steps, row.count);
  const columnCount = phase.targets;
  const tapCount = phase.tapCount;
  const taps = changetype<usize>(tapAt(loops, phase, 0));
  let weights = changetype<usize>(loops) + loops.packed;
  for (let column = 0; column < columnCount; column += 4) {
    let sum0 = zeros();
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let v = 0; v < tapCount; ) {
      const tap = changetype<ColumnTap>(taps + v * offsetof<ColumnTap>());
      const run = tap.run;
      let first = padded + column * 4 + tap.source;
      let weight = weights + v * 16;
      for (let step = steps; step !== end; step = stepAfter(step)) {
        let at = first;
        let left = run;
        for (; left >= 2; left -= 2) {
          const w0 = v128.load(weight);
          const w1 = v128.load(weight, 16);
          sum0 = addTwo(sum0, at, w0, w1);
          if (channels > 1) sum1 = addTwo(sum1, at + channelStep, w0, w1);
          if (channels > 2) {
            sum2 = addTwo(sum2, at + 2 * channelStep, w0, w1);
            sum3 = addTwo(sum3, at + 3 * channelStep, w0, w1);
          }
          weight += 32;
          at += 8;
        }
        if (left) {
          const w = v128.load(weight);
          sum0 = multiplyAdd(sum0, v128.load(at), w);
          if (channels > 1) sum1 = multiplyAdd(sum1, v128.load(at + channelStep), w);
          if (channels > 2) {
            sum2 = multiplyAdd(sum2, v128.load(at + 2 * channelStep), w);
            sum3 = multiplyAdd(sum3, v128.load(at + 3 * channelStep), w);
          }
          weight += 16;
        }
        first += step.source;
        weight += (tapCount - run) * 16;
      }
      v += run;
    }
    weights += row.count * tapCount * 16;
    const count = columnCount - column;
    let to = target + column * loops.targetColumn;
    storeColumns(loops, count, to, sum0);
    if (channels > 1) {
      to += loops.targetChannel;
      storeColumns(loops, count, to, sum1);
    }
    if (channels > 2) {
      to += loops.targetChannel;
      storeColumns(loops, count, to, sum2);
      to += loops.targetChannel;
      storeColumns(loops, count, to, sum3);
    }
  }
}

/**
 * sum + two taps side by side, which are added to each other first: a sum waits for one addition, not for two.
 * @inline
 */
function addTwo(sum: v128, at: usize, w0: v128, w1: v128): v128 {
  const product = v128.mul<f32>(v128.load(at), w0);
  return v128.add<f32>(sum, multiplyAdd(product, v128.load(at, 4), w1));
}

/**
 * Up to four columns of a phase.
 * @inline
 */
function storeColumns(loops: ColumnLoops, count: i32, target: usize, sums: v128): void {
  const step = loops.targetColumn;
  if (count >= 4 && step === 4) {
    v128.store(target, sums);
    return;
  }
  v128.store_lane<f32>(target, sums, 0);
  if (count > 1) v128.store_lane<f32>(target + step, sums, 1);
  if (count > 2) v128.store_lane<f32>(target + 2 * step, sums, 2);
  if (count > 3) v128.store_lane<f32>(target + 3 * step, sums, 3);
}
