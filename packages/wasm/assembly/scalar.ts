// The kernels of the build without SIMD, and of the few layouts that SIMD has no path for: any strides at all.
import { Loops, Step } from './layout';
import { rowAt, stepAfter, stepsOf, tapsAt } from './tables';

/** y, or dx. */
export function gatherScalar(loops: Loops, source: usize, kernel: usize, target: usize): void {
  const start = changetype<usize>(loops);
  for (let n = 0; n < loops.batchSize; n++) {
    for (let g = 0; g < loops.groups; g++) {
      const groupSource = source + g * loops.sourceGroup;
      const groupKernel = kernel + g * loops.kernelGroup;
      const groupTarget = target + g * loops.targetGroup;
      for (let y = 0; y < loops.targetHeight; y++) {
        const row = rowAt(loops, y);
        const first = stepsOf(loops, row);
        const end = stepAfter(first, row.count);
        for (let x = 0; x < loops.targetWidth; x++) {
          const column = tapsAt(start + loops.columns, x);
          const weights = groupKernel + row.kernel + column.kernel;
          let from = groupSource + row.source + column.source;
          let to = groupTarget + y * loops.targetRow + x * loops.targetColumn;
          let left = loops.channelsPerGroup;
          for (; left >= 4; left -= 4) {
            gatherChannelsOf(4, loops, first, end, column.count, from, weights, to);
            from += 4 * loops.sourceChannel;
            to += 4 * loops.targetChannel;
          }
          for (; left > 0; left--) {
            gatherChannelsOf(1, loops, first, end, column.count, from, weights, to);
            from += loops.sourceChannel;
            to += loops.targetChannel;
          }
        }
      }
    }
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
    target += loops.targetBatch;
  }
}

/**
 * 1 or 4 channels of a group at a pixel; the number is a constant wherever this is inlined.
 * @inline
 */
function gatherChannelsOf(
  channels: i32,
  loops: Loops,
  first: Step,
  end: Step,
  columnCount: i32,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const channelStep = loops.sourceChannel;
  let sum0: f32 = 0;
  let sum1: f32 = 0;
  let sum2: f32 = 0;
  let sum3: f32 = 0;
  for (let step = first; step !== end; step = stepAfter(step)) {
    let from = source;
    let weights = kernel;
    for (let v = 0; v < columnCount; v++) {
      const weight = load<f32>(weights);
      sum0 += load<f32>(from) * weight;
      if (channels > 1) {
        sum1 += load<f32>(from + channelStep) * weight;
        sum2 += load<f32>(from + 2 * channelStep) * weight;
        sum3 += load<f32>(from + 3 * channelStep) * weight;
      }
      from += loops.columnSourceStep;
      weights += loops.columnKernelStep;
    }
    source += step.source;
    kernel += step.kernel;
  }
  store<f32>(target, sum0);
  if (channels > 1) {
    store<f32>(target + loops.targetChannel, sum1);
    store<f32>(target + 2 * loops.targetChannel, sum2);
    store<f32>(target + 3 * loops.targetChannel, sum3);
  }
}

/** dkernel, from dy and x. */
export function correlateScalar(loops: Loops, target: usize, source: usize, kernel: usize): void {
  const start = changetype<usize>(loops);
  // Taps outside get no sum.
  memory.fill(kernel, 0, loops.kernelBytes);
  for (let n = 0; n < loops.batchSize; n++) {
    for (let g = 0; g < loops.groups; g++) {
      const groupTarget = target + g * loops.targetGroup;
      const groupSource = source + g * loops.sourceGroup;
      const groupKernel = kernel + g * loops.kernelGroup;
      for (let y = 0; y < loops.targetHeight; y++) {
        const row = rowAt(loops, y);
        const first = stepsOf(loops, row);
        const end = stepAfter(first, row.count);
        for (let x = 0; x < loops.targetWidth; x++) {
          const column = tapsAt(start + loops.columns, x);
          correlatePixel(
            loops,
            first,
            end,
            column.count,
            groupTarget + y * loops.targetRow + x * loops.targetColumn,
            groupSource + row.source + column.source,
            groupKernel + row.kernel + column.kernel,
          );
        }
      }
    }
    target += loops.targetBatch;
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
  }
}

/** The weights of a group at a pixel. */
function correlatePixel(
  loops: Loops,
  first: Step,
  end: Step,
  columnCount: i32,
  dy: usize,
  source: usize,
  kernel: usize,
): void {
  for (let step = first; step !== end; step = stepAfter(step)) {
    for (let v = 0; v < columnCount; v++) {
      let a = dy;
      let b = source + v * loops.columnSourceStep;
      let sum: f32 = 0;
      for (let c = 0; c < loops.channelsPerGroup; c++) {
        sum += load<f32>(a) * load<f32>(b);
        a += loops.targetChannel;
        b += loops.sourceChannel;
      }
      store<f32>(kernel + v * loops.columnKernelStep, sum);
    }
    source += step.source;
    kernel += step.kernel;
  }
}
