// y, or dx, where the channels of a group lie side by side (channels last, blocked): a vector holds four channels of a
// group, and a weight is spread over its lanes. Two neighbouring pixels are summed together, because most columns of
// the source that one reads, the other reads too.
import { Loops, Step, Taps } from './layout';
import { multiplyAdd, zeros } from './multiply-add';
import { rowAt, stepAfter, stepsOf, tapsAt } from './tables';

/** For groups of at least four channels. */
export function gatherChannels(loops: Loops, source: usize, kernel: usize, target: usize): void {
  for (let n = 0; n < loops.batchSize; n++) {
    for (let y = 0; y < loops.targetHeight; y++) {
      gatherRow(loops, y, loops.groups, source, kernel, target + y * loops.targetRow);
    }
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
    target += loops.targetBatch;
  }
}

/** All pixels of row y, for so many groups. */
export function gatherRow(loops: Loops, y: i32, groups: i32, source: usize, kernel: usize, target: usize): void {
  const row = rowAt(loops, y);
  const first = stepsOf(loops, row);
  const end = stepAfter(first, row.count);
  const columns = changetype<usize>(loops) + loops.columns;
  source += row.source;
  kernel += row.kernel;
  for (let x = 0; x < loops.targetWidth; x += 2) {
    gatherPair(
      loops,
      groups,
      first,
      end,
      tapsAt(columns, x),
      // Beyond the last pixel the table has an entry without taps.
      tapsAt(columns, x + 1),
      x + 1 < loops.targetWidth,
      source,
      kernel,
      target,
    );
    target += 2 * loops.targetColumn;
  }
}

/** All channels of pixel a and, if there is one, of its neighbour b. */
function gatherPair(
  loops: Loops,
  groups: i32,
  first: Step,
  end: Step,
  a: Taps,
  b: Taps,
  hasB: bool,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const distance = b.source - a.source;
  const ahead = distance / max(loops.columnSourceStep, 1);
  // Then b reads the same columns, but for the first of a's and the last of its own.
  const isShared = b.count > 0 && ahead < a.count && ahead * loops.columnSourceStep === distance;
  const both = isShared ? a.count - ahead : 0;
  for (let g = 0; g < groups; g++) {
    let c = 0;
    for (; c + 16 <= loops.channelsPerGroup; c += 16) {
      gatherBlock(4, loops, first, end, a, b, both, hasB, source + c * 4, kernel, target + c * 4);
    }
    for (; c + 8 <= loops.channelsPerGroup; c += 8) {
      gatherBlock(2, loops, first, end, a, b, both, hasB, source + c * 4, kernel, target + c * 4);
    }
    while (c < loops.channelsPerGroup) {
      // The last block may overlap what is done already, and makes the same sums again.
      c = min(c, loops.channelsPerGroup - 4);
      gatherBlock(1, loops, first, end, a, b, both, hasB, source + c * 4, kernel, target + c * 4);
      c += 4;
    }
    source += loops.sourceGroup;
    kernel += loops.kernelGroup;
    target += loops.targetGroup;
  }
}

/**
 * 4, 8 or 16 channels, as 1, 2 or 4 vectors; the number is a constant wherever this is inlined.
 * @inline
 */
function gatherBlock(
  vectors: i32,
  loops: Loops,
  first: Step,
  end: Step,
  a: Taps,
  b: Taps,
  both: i32,
  hasB: bool,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const sourceStep = loops.columnSourceStep;
  const kernelStep = loops.columnKernelStep;
  let a0 = zeros();
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let step = first; step !== end; step = stepAfter(step)) {
    let sourceA = source + a.source;
    let kernelA = kernel + a.kernel;
    let sourceB = source + b.source;
    let kernelB = kernel + b.kernel;
    for (let left = a.count - both; left > 0; left--) {
      const weight = v128.load32_splat(kernelA);
      a0 = multiplyAdd(a0, v128.load(sourceA), weight);
      if (vectors > 1) a1 = multiplyAdd(a1, v128.load(sourceA, 16), weight);
      if (vectors > 2) {
        a2 = multiplyAdd(a2, v128.load(sourceA, 32), weight);
        a3 = multiplyAdd(a3, v128.load(sourceA, 48), weight);
      }
      sourceA += sourceStep;
      kernelA += kernelStep;
    }
    for (let left = both; left > 0; left--) {
      const weightA = v128.load32_splat(kernelA);
      const weightB = v128.load32_splat(kernelB);
      let value = v128.load(sourceB);
      a0 = multiplyAdd(a0, value, weightA);
      b0 = multiplyAdd(b0, value, weightB);
      if (vectors > 1) {
        value = v128.load(sourceB, 16);
        a1 = multiplyAdd(a1, value, weightA);
        b1 = multiplyAdd(b1, value, weightB);
      }
      if (vectors > 2) {
        value = v128.load(sourceB, 32);
        a2 = multiplyAdd(a2, value, weightA);
        b2 = multiplyAdd(b2, value, weightB);
        value = v128.load(sourceB, 48);
        a3 = multiplyAdd(a3, value, weightA);
        b3 = multiplyAdd(b3, value, weightB);
      }
      sourceB += sourceStep;
      kernelA += kernelStep;
      kernelB += kernelStep;
    }
    for (let left = b.count - both; left > 0; left--) {
      const weight = v128.load32_splat(kernelB);
      b0 = multiplyAdd(b0, v128.load(sourceB), weight);
      if (vectors > 1) b1 = multiplyAdd(b1, v128.load(sourceB, 16), weight);
      if (vectors > 2) {
        b2 = multiplyAdd(b2, v128.load(sourceB, 32), weight);
        b3 = multiplyAdd(b3, v128.load(sourceB, 48), weight);
      }
      sourceB += sourceStep;
      kernelB += kernelStep;
    }
    source += step.source;
    kernel += step.kernel;
  }
  v128.store(target, a0);
  if (vectors > 1) v128.store(target, a1, 16);
  if (vectors > 2) {
    v128.store(target, a2, 32);
    v128.store(target, a3, 48);
  }
  if (!hasB) return;
  const targetB = target + loops.targetColumn;
  v128.store(targetB, b0);
  if (vectors > 1) v128.store(targetB, b1, 16);
  if (vectors > 2) {
    v128.store(targetB, b2, 32);
    v128.store(targetB, b3, 48);
  }
}
