// dkernel where neighbouring channels belong to different groups (NHWC, interleaved, or groups of one): a vector holds
// four groups.
import { multiplyAdd, zeros } from './multiply-add';
import { LaneBlock, LanesWalk, tapsAt } from './walk';

/** For at least four groups. */
export function correlateLanes(walk: LanesWalk, target: usize, source: usize, kernel: usize): void {
  const start = changetype<usize>(walk);
  // Taps outside get no sum.
  memory.fill(kernel, 0, walk.kernelBytes);
  for (let n = 0; n < walk.batchSize; n++) {
    for (let y = 0; y < walk.targetHeight; y++) {
      const row = tapsAt(start + walk.rows, y);
      for (let x = 0; x < walk.targetWidth; x++) {
        const column = tapsAt(start + walk.columns, x);
        const dy = target + y * walk.targetRow + x * walk.targetColumn;
        const from = source + row.source + column.source;
        const to = kernel + row.kernel + column.kernel;
        for (let k = 0; k < walk.blockCount; k++) {
          const block = changetype<LaneBlock>(start + walk.blocks + k * offsetof<LaneBlock>());
          correlateBlock(walk, block, row.count, column.count, dy + block.channel, from + block.channel, to);
        }
      }
    }
    target += walk.targetBatch;
    source += walk.sourceBatch;
    kernel += walk.kernelBatch;
  }
}

/** The weights of four groups at a pixel. */
function correlateBlock(
  walk: LanesWalk,
  block: LaneBlock,
  rowCount: i32,
  columnCount: i32,
  dy: usize,
  source: usize,
  kernel: usize,
): void {
  for (let u = 0; u < rowCount; u++) {
    let from = source;
    let to = kernel;
    for (let v = 0; v < columnCount; v++) {
      const products = productOfMembers(walk, dy, from);
      if (walk.isContiguous) {
        v128.store(to + block.lane0, products);
      } else {
        v128.store_lane<f32>(to + block.lane0, products, 0);
        v128.store_lane<f32>(to + block.lane1, products, 1);
        v128.store_lane<f32>(to + block.lane2, products, 2);
        v128.store_lane<f32>(to + block.lane3, products, 3);
      }
      from += walk.columnSourceStep;
      to += walk.columnKernelStep;
    }
    source += walk.rowSourceStep;
    kernel += walk.rowKernelStep;
  }
}

/** Σ a · b over a group's members, in each lane. */
// @ts-ignore: decorator
@inline
function productOfMembers(walk: LanesWalk, a: usize, b: usize): v128 {
  const stepA = walk.targetMember;
  const stepB = walk.sourceMember;
  let even = zeros();
  let odd = even;
  let left = walk.blockMembers;
  for (; left >= 2; left -= 2) {
    even = multiplyAdd(even, v128.load(a), v128.load(b));
    odd = multiplyAdd(odd, v128.load(a + stepA), v128.load(b + stepB));
    a += 2 * stepA;
    b += 2 * stepB;
  }
  if (left) even = multiplyAdd(even, v128.load(a), v128.load(b));
  return v128.add<f32>(even, odd);
}
