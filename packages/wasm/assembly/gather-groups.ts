// y, or dx, where neighbouring channels belong to different groups (channels last, interleaved, or groups of less than
// four): a vector holds four channels side by side, and each lane has a weight of its own.
import { GroupLoops, LaneBlock, Step } from './layout';
import { multiplyAdd, zeros } from './multiply-add';
import { rowAt, stepAfter, stepsOf, tapsAt } from './tables';

/** For at least four channels. */
export function gatherGroups(loops: GroupLoops, source: usize, kernel: usize, target: usize): void {
  const start = changetype<usize>(loops);
  for (let n = 0; n < loops.batchSize; n++) {
    for (let y = 0; y < loops.targetHeight; y++) {
      const row = rowAt(loops, y);
      const first = stepsOf(loops, row);
      const end = stepAfter(first, row.count);
      for (let x = 0; x < loops.targetWidth; x++) {
        const column = tapsAt(start + loops.columns, x);
        gatherPixel(
          loops,
          first,
          end,
          column.count,
          source + row.source + column.source,
          kernel + row.kernel + column.kernel,
          target + y * loops.targetRow + x * loops.targetColumn,
        );
      }
    }
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
    target += loops.targetBatch;
  }
}

/** All channels of a pixel. */
function gatherPixel(
  loops: GroupLoops,
  first: Step,
  end: Step,
  columnCount: i32,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const blocks = changetype<usize>(loops) + loops.blocks;
  for (let k = 0; k < loops.blockCount; k++) {
    const block = changetype<LaneBlock>(blocks + k * offsetof<LaneBlock>());
    let from = source + block.channel;
    let to = target + block.channel;
    let left = loops.channelsPerLane;
    for (; left >= 4; left -= 4) {
      gatherBlock(4, loops, block, first, end, columnCount, from, kernel, to);
      from += loops.sourceChannel * 4;
      to += loops.targetChannel * 4;
    }
    for (; left > 0; left--) {
      gatherBlock(1, loops, block, first, end, columnCount, from, kernel, to);
      from += loops.sourceChannel;
      to += loops.targetChannel;
    }
  }
}

/**
 * The weights of four lanes: the first's, and those at so many bytes from it.
 * @inline
 */
function weightsAt(isContiguous: i32, kernel: usize, lane1: i32, lane2: i32, lane3: i32): v128 {
  if (isContiguous) return v128.load(kernel);
  let weights = v128.load32_zero(kernel);
  weights = v128.load_lane<f32>(kernel + lane1, weights, 1);
  weights = v128.load_lane<f32>(kernel + lane2, weights, 2);
  return v128.load_lane<f32>(kernel + lane3, weights, 3);
}

/**
 * Four channels side by side, for 1 or 4 channels of each group; the number is a constant wherever this is inlined.
 * @inline
 */
function gatherBlock(
  channels: i32,
  loops: GroupLoops,
  block: LaneBlock,
  first: Step,
  end: Step,
  columnCount: i32,
  source: usize,
  kernel: usize,
  target: usize,
): void {
  const channelStep = loops.sourceChannel;
  const sourceStep = loops.columnSourceStep;
  const kernelStep = loops.columnKernelStep;
  const isContiguous = loops.isContiguous;
  const lane1 = block.lane1 - block.lane0;
  const lane2 = block.lane2 - block.lane0;
  const lane3 = block.lane3 - block.lane0;
  kernel += block.lane0;
  let sum0 = zeros();
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let step = first; step !== end; step = stepAfter(step)) {
    let value = source;
    let weight = kernel;
    for (let v = 0; v < columnCount; v++) {
      const weights = weightsAt(isContiguous, weight, lane1, lane2, lane3);
      sum0 = multiplyAdd(sum0, v128.load(value), weights);
      if (channels > 1) {
        sum1 = multiplyAdd(sum1, v128.load(value + channelStep), weights);
        sum2 = multiplyAdd(sum2, v128.load(value + 2 * channelStep), weights);
        sum3 = multiplyAdd(sum3, v128.load(value + 3 * channelStep), weights);
      }
      value += sourceStep;
      weight += kernelStep;
    }
    source += step.source;
    kernel += step.kernel;
  }
  v128.store(target, sum0);
  if (channels > 1) {
    v128.store(target + loops.targetChannel, sum1);
    v128.store(target + 2 * loops.targetChannel, sum2);
    v128.store(target + 3 * loops.targetChannel, sum3);
  }
}
