// dkernel where the channels of a group lie side by side (channels last, blocked): a weight's gradient is the product
// of two stretches of channels. Four taps are summed at a time, so that their lanes can be added up together.
import { Loops, Step } from './layout';
import { multiplyAdd, zeros } from './multiply-add';
import { rowAt, stepAfter, stepsOf, tapsAt } from './tables';

/** For groups of at least four channels. */
export function correlateChannels(loops: Loops, target: usize, source: usize, kernel: usize): void {
  // Taps outside get no sum.
  memory.fill(kernel, 0, loops.kernelBytes);
  for (let n = 0; n < loops.batchSize; n++) {
    for (let y = 0; y < loops.targetHeight; y++) {
      correlateRow(loops, y, loops.groups, target + y * loops.targetRow, source, kernel);
    }
    target += loops.targetBatch;
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
  }
}

/** The weights of all pixels of row y, for so many groups. */
export function correlateRow(loops: Loops, y: i32, groups: i32, target: usize, source: usize, kernel: usize): void {
  const row = rowAt(loops, y);
  const first = stepsOf(loops, row);
  const end = stepAfter(first, row.count);
  for (let x = 0; x < loops.targetWidth; x++) {
    const column = tapsAt(changetype<usize>(loops) + loops.columns, x);
    let dy = target;
    let from = source + row.source + column.source;
    let to = kernel + row.kernel + column.kernel;
    for (let g = 0; g < groups; g++) {
      correlateGroup(loops, first, end, column.count, dy, from, to);
      dy += loops.targetGroup;
      from += loops.sourceGroup;
      to += loops.kernelGroup;
    }
    target += loops.targetColumn;
  }
}

/** The weights of a group at a pixel. */
function correlateGroup(
  loops: Loops,
  first: Step,
  end: Step,
  columnCount: i32,
  dy: usize,
  source: usize,
  kernel: usize,
): void {
  const sourceStep = loops.columnSourceStep;
  const kernelStep = loops.columnKernelStep;
  for (let step = first; step !== end; step = stepAfter(step)) {
    if (columnCount < 4) {
      for (let v = 0; v < columnCount; v++) {
        store<f32>(kernel + v * kernelStep, product(loops.channelsPerGroup, dy, source + v * sourceStep));
      }
    } else {
      for (let v = 0; v < columnCount; v += 4) {
        // The last four may overlap what is done already, and make the same sums again.
        v = min(v, columnCount - 4);
        const products = fourProducts(loops.channelsPerGroup, dy, source + v * sourceStep, sourceStep);
        const to = kernel + v * kernelStep;
        if (kernelStep === 4) {
          v128.store(to, products);
        } else {
          v128.store_lane<f32>(to, products, 0);
          v128.store_lane<f32>(to + kernelStep, products, 1);
          v128.store_lane<f32>(to + 2 * kernelStep, products, 2);
          v128.store_lane<f32>(to + 3 * kernelStep, products, 3);
        }
      }
    }
    source += step.source;
    kernel += step.kernel;
  }
}

/** Σ a · b over so many channels. */
function product(channels: i32, a: usize, b: usize): f32 {
  let sums = zeros();
  let left = channels;
  for (; left >= 4; left -= 4) {
    sums = multiplyAdd(sums, v128.load(a), v128.load(b));
    a += 16;
    b += 16;
  }
  // In the order of `fourProducts`, so that a tap has the same gradient in either.
  let sum =
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 2) +
    (f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 3));
  for (; left > 0; left--) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return sum;
}

/**
 * Σ a · b for one a and four b's that are `step` apart.
 * @inline
 */
function fourProducts(channels: i32, a: usize, b0: usize, step: i32): v128 {
  let b1 = b0 + step;
  let b2 = b1 + step;
  let b3 = b2 + step;
  let sums0 = zeros();
  let sums1 = sums0;
  let sums2 = sums0;
  let sums3 = sums0;
  let left = channels;
  for (; left >= 8; left -= 8) {
    let value = v128.load(a);
    sums0 = multiplyAdd(sums0, value, v128.load(b0));
    sums1 = multiplyAdd(sums1, value, v128.load(b1));
    sums2 = multiplyAdd(sums2, value, v128.load(b2));
    sums3 = multiplyAdd(sums3, value, v128.load(b3));
    value = v128.load(a, 16);
    sums0 = multiplyAdd(sums0, value, v128.load(b0, 16));
    sums1 = multiplyAdd(sums1, value, v128.load(b1, 16));
    sums2 = multiplyAdd(sums2, value, v128.load(b2, 16));
    sums3 = multiplyAdd(sums3, value, v128.load(b3, 16));
    a += 32;
    b0 += 32;
    b1 += 32;
    b2 += 32;
    b3 += 32;
  }
  if (left >= 4) {
    const value = v128.load(a);
    sums0 = multiplyAdd(sums0, value, v128.load(b0));
    sums1 = multiplyAdd(sums1, value, v128.load(b1));
    sums2 = multiplyAdd(sums2, value, v128.load(b2));
    sums3 = multiplyAdd(sums3, value, v128.load(b3));
    a += 16;
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
    left -= 4;
  }
  const pairs01 = v128.add<f32>(
    v128.shuffle<f32>(sums0, sums1, 0, 4, 1, 5),
    v128.shuffle<f32>(sums0, sums1, 2, 6, 3, 7),
  );
  const pairs23 = v128.add<f32>(
    v128.shuffle<f32>(sums2, sums3, 0, 4, 1, 5),
    v128.shuffle<f32>(sums2, sums3, 2, 6, 3, 7),
  );
  let sums = v128.add<f32>(
    v128.shuffle<f32>(pairs01, pairs23, 0, 1, 4, 5),
    v128.shuffle<f32>(pairs01, pairs23, 2, 3, 6, 7),
  );
  for (; left > 0; left--) {
    let values = v128.load32_zero(b0);
    values = v128.load_lane<f32>(b1, values, 1);
    values = v128.load_lane<f32>(b2, values, 2);
    values = v128.load_lane<f32>(b3, values, 3);
    sums = v128.add<f32>(sums, v128.mul<f32>(v128.load32_splat(a), values));
    a += 4;
    b0 += 4;
    b1 += 4;
    b2 += 4;
    b3 += 4;
  }
  return sums;
}
