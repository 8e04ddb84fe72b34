// The kernels of the build without SIMD, and of the few layouts that SIMD has no path for: any strides at all.
import { tapsAt, Walk } from './walk';

/** y, or dx. */
export function gatherScalar(walk: Walk, source: usize, kernel: usize, target: usize): void {
  const start = changetype<usize>(walk);
  for (let n = 0; n < walk.batchSize; n++) {
    for (let g = 0; g < walk.groups; g++) {
      const groupSource = source + g * walk.sourceGroup;
      const groupKernel = kernel + g * walk.kernelGroup;
      const groupTarget = target + g * walk.targetGroup;
      for (let y = 0; y < walk.targetHeight; y++) {
        const row = tapsAt(start + walk.rows, y);
        for (let x = 0; x < walk.targetWidth; x++) {
          const column = tapsAt(start + walk.columns, x);
          const weights = groupKernel + row.kernel + column.kernel;
          let from = groupSource + row.source + column.source;
          let to = groupTarget + y * walk.targetRow + x * walk.targetColumn;
          let left = walk.members;
          for (; left >= 4; left -= 4) {
            gatherMembersOf(4, walk, row.count, column.count, from, weights, to);
            from += 4 * walk.sourceMember;
            to += 4 * walk.targetMember;
          }
          for (; left > 0; left--) {
            gatherMembersOf(1, walk, row.count, column.count, from, weights, to);
            from += walk.sourceMember;
            to += walk.targetMember;
          }
        }
      }
    }
    source += walk.sourceBatch;
    kernel += walk.kernelBatch;
    target += walk.targetBatch;
  }
}

/** 1 or 4 members of a group at a pixel; the number is a constant wherever this is inlined. */
// @ts-ignore: decorator
@inline
function gatherMembersOf(
  members: i32,
  walk: Walk,
  rowCount: i32,
  columnCount: i32,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const member = walk.sourceMember;
  let sum0: f32 = 0;
  let sum1: f32 = 0;
  let sum2: f32 = 0;
  let sum3: f32 = 0;
  for (let u = 0; u < rowCount; u++) {
    let from = source;
    let weights = kernel;
    for (let v = 0; v < columnCount; v++) {
      const weight = load<f32>(weights);
      sum0 += load<f32>(from) * weight;
      if (members > 1) {
        sum1 += load<f32>(from + member) * weight;
        sum2 += load<f32>(from + 2 * member) * weight;
        sum3 += load<f32>(from + 3 * member) * weight;
      }
      from += walk.columnSourceStep;
      weights += walk.columnKernelStep;
    }
    source += walk.rowSourceStep;
    kernel += walk.rowKernelStep;
  }
  store<f32>(target, sum0);
  if (members > 1) {
    store<f32>(target + walk.targetMember, sum1);
    store<f32>(target + 2 * walk.targetMember, sum2);
    store<f32>(target + 3 * walk.targetMember, sum3);
  }
}

/** dkernel, from dy and x. */
export function correlateScalar(walk: Walk, target: usize, source: usize, kernel: usize): void {
  const start = changetype<usize>(walk);
  // Taps outside get no sum.
  memory.fill(kernel, 0, walk.kernelBytes);
  for (let n = 0; n < walk.batchSize; n++) {
    for (let g = 0; g < walk.groups; g++) {
      const groupTarget = target + g * walk.targetGroup;
      const groupSource = source + g * walk.sourceGroup;
      const groupKernel = kernel + g * walk.kernelGroup;
      for (let y = 0; y < walk.targetHeight; y++) {
        const row = tapsAt(start + walk.rows, y);
        for (let x = 0; x < walk.targetWidth; x++) {
          const column = tapsAt(start + walk.columns, x);
          correlatePixel(
            walk,
            row.count,
            column.count,
            groupTarget + y * walk.targetRow + x * walk.targetColumn,
            groupSource + row.source + column.source,
            groupKernel + row.kernel + column.kernel,
          );
        }
      }
    }
    target += walk.targetBatch;
    source += walk.sourceBatch;
    kernel += walk.kernelBatch;
  }
}

/** The weights of a group at a pixel. */
function correlatePixel(walk: Walk, rowCount: i32, columnCount: i32, dy: usize, source: usize, kernel: usize): void {
  for (let u = 0; u < rowCount; u++) {
    for (let v = 0; v < columnCount; v++) {
      let a = dy;
      let b = source + v * walk.columnSourceStep;
      let sum: f32 = 0;
      for (let m = 0; m < walk.members; m++) {
        sum += load<f32>(a) * load<f32>(b);
        a += walk.targetMember;
        b += walk.sourceMember;
      }
      store<f32>(kernel + v * walk.columnKernelStep, sum);
    }
    source += walk.rowSourceStep;
    kernel += walk.rowKernelStep;
  }
}
