// y, or dx, where neighbouring channels belong to different groups (NHWC, interleaved, or groups of less than four): a
// vector holds four channels side by side, and each lane has a weight of its own.
import { multiplyAdd, zeros } from './multiply-add';
import { LaneBlock, LanesWalk, tapsAt } from './walk';

/** For at least four channels. */
export function gatherLanes(walk: LanesWalk, source: usize, kernel: usize, target: usize): void {
  const start = changetype<usize>(walk);
  for (let n = 0; n < walk.batchSize; n++) {
    for (let y = 0; y < walk.targetHeight; y++) {
      const row = tapsAt(start + walk.rows, y);
      for (let x = 0; x < walk.targetWidth; x++) {
        const column = tapsAt(start + walk.columns, x);
        gatherPixel(
          walk,
          row.count,
          column.count,
          source + row.source + column.source,
          kernel + row.kernel + column.kernel,
          target + y * walk.targetRow + x * walk.targetColumn,
        );
      }
    }
    source += walk.sourceBatch;
    kernel += walk.kernelBatch;
    target += walk.targetBatch;
  }
}

/** All channels of a pixel. */
function gatherPixel(
  walk: LanesWalk,
  rowCount: i32,
  columnCount: i32,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const blocks = changetype<usize>(walk) + walk.blocks;
  for (let k = 0; k < walk.blockCount; k++) {
    const block = changetype<LaneBlock>(blocks + k * offsetof<LaneBlock>());
    let from = source + block.channel;
    let to = target + block.channel;
    let left = walk.blockMembers;
    for (; left >= 4; left -= 4) {
      gatherBlock(4, walk, block, rowCount, columnCount, from, kernel, to);
      from += walk.sourceMember * 4;
      to += walk.targetMember * 4;
    }
    for (; left > 0; left--) {
      gatherBlock(1, walk, block, rowCount, columnCount, from, kernel, to);
      from += walk.sourceMember;
      to += walk.targetMember;
    }
  }
}

/** The weights of four lanes: the first's, and those at so many bytes from it. */
// @ts-ignore: decorator
@inline
function weightsAt(isContiguous: i32, kernel: usize, lane1: i32, lane2: i32, lane3: i32): v128 {
  if (isContiguous) return v128.load(kernel);
  let weights = v128.load32_zero(kernel);
  weights = v128.load_lane<f32>(kernel + lane1, weights, 1);
  weights = v128.load_lane<f32>(kernel + lane2, weights, 2);
  return v128.load_lane<f32>(kernel + lane3, weights, 3);
}

/** Four channels, and the same members of 1 or 4 members; the number is a constant wherever this is inlined. */
// @ts-ignore: decorator
@inline
function gatherBlock(
  members: i32,
  walk: LanesWalk,
  block: LaneBlock,
  rowCount: i32,
  columnCount: i32,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const member = walk.sourceMember;
  const sourceStep = walk.columnSourceStep;
  const kernelStep = walk.columnKernelStep;
  const isContiguous = walk.isContiguous;
  const lane1 = block.lane1 - block.lane0;
  const lane2 = block.lane2 - block.lane0;
  const lane3 = block.lane3 - block.lane0;
  kernel += block.lane0;
  let sum0 = zeros();
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let u = 0; u < rowCount; u++) {
    let value = source;
    let weight = kernel;
    for (let v = 0; v < columnCount; v++) {
      const weights = weightsAt(isContiguous, weight, lane1, lane2, lane3);
      sum0 = multiplyAdd(sum0, v128.load(value), weights);
      if (members > 1) {
        sum1 = multiplyAdd(sum1, v128.load(value + member), weights);
        sum2 = multiplyAdd(sum2, v128.load(value + 2 * member), weights);
        sum3 = multiplyAdd(sum3, v128.load(value + 3 * member), weights);
      }
      value += sourceStep;
      weight += kernelStep;
    }
    source += walk.rowSourceStep;
    kernel += walk.rowKernelStep;
  }
  v128.store(target, sum0);
  if (members > 1) {
    v128.store(target + walk.targetMember, sum1);
    v128.store(target + 2 * walk.targetMember, sum2);
    v128.store(target + 3 * walk.targetMember, sum3);
  }
}
