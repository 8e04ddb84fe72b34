// dkernel where neighbouring channels belong to different groups (channels last, interleaved, or groups of one): a
// vector holds four groups.
import { GroupLoops, LaneBlock, Step } from './layout';
import { multiplyAdd, zeros } from './multiply-add';
import { rowAt, stepAfter, stepsOf, tapsAt } from './tables';

/** For at least four groups. */
export function correlateGroups(loops: GroupLoops, target: usize, source: usize, kernel: usize): void {
  const start = changetype<usize>(loops);
  // Taps outside get no sum.
  memory.fill(kernel, 0, loops.kernelBytes);
  for (let n = 0; n < loops.batchSize; n++) {
    for (let y = 0; y < loops.targetHeight; y++) {
      const row = rowAt(loops, y);
      const first = stepsOf(loops, row);
      const end = stepAfter(first, row.count);
      for (let x = 0; x < loops.targetWidth; x++) {
        const column = tapsAt(start + loops.columns, x);
        const dy = target + y * loops.targetRow + x * loops.targetColumn;
        const from = source + row.source + column.source;
        const to = kernel + row.kernel + column.kernel;
        for (let k = 0; k < loops.blockCount; k++) {
          const block = changetype<LaneBlock>(start + loops.blocks + k * offsetof<LaneBlock>());
          correlateBlock(loops, block, first, end, column.count, dy + block.channel, from + block.channel, to);
        }
      }
    }
    target += loops.targetBatch;
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
  }
}

/** The weights of four groups at a pixel. */
function correlateBlock(
  loops: GroupLoops,
  block: LaneBlock,
  first: Step,
  end: Step,
  columnCount: i32,
  dy: usize,
  source: usize,
  kernel: usize,
): void {
  for (let step = first; step !== end; step = stepAfter(step)) {
    let from = source;
    let to = kernel;
    for (let v = 0; v < columnCount; v++) {
      const products = productOfChannels(loops, dy, from);
      if (loops.isContiguous) {
        v128.store(to + block.lane0, products);
      } else {
        v128.store_lane<f32>(to + block.lane0, products, 0);
        v128.store_lane<f32>(to + block.lane1, products, 1);
        v128.store_lane<f32>(to + block.lane2, products, 2);
        v128.store_lane<f32>(to + block.lane3, products, 3);
      }
      from += loops.columnSourceStep;
      to += loops.columnKernelStep;
    }
    source += step.source;
    kernel += step.kernel;
  }
}

/**
 * Σ a · b over the channels of a group, in each lane.
 * @inline
 */
function productOfChannels(loops: GroupLoops, a: usize, b: usize): v128 {
  const stepA = loops.targetChannel;
  const stepB = loops.sourceChannel;
  let even = zeros();
  let odd = even;
  let left = loops.channelsPerLane;
  for (; left >= 2; left -= 2) {
    even = multiplyAdd(even, v128.load(a), v128.load(b));
    odd = multiplyAdd(odd, v128.load(a + stepA), v128.load(b + stepB));
    a += 2 * stepA;
    b += 2 * stepB;
  }
  if (left) even = multiplyAdd(even, v128.load(a), v128.load(b));
  return v128.add<f32>(even, odd);
}
