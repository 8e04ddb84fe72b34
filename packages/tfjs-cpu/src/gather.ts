import type { Loops } from './loops.ts';

/**
 * Sums weight · source over the taps of every target pixel: y from x, or dx from dy. Eight channels of a group at a
 * time, so that a weight is loaded once for eight products and the sums stay in registers; they are float64 there and
 * rounded once.
 */
export function gather(loops: Loops, source: Float32Array, weights: Float32Array): Float32Array {
  const { groups, channelsPerGroup, target, kernel, rows, columns } = loops;
  const channelStep = loops.source.channelInGroup;
  const [, targetRow, targetColumn] = target.spatial as [number, number, number];
  const result = new Float32Array(loops.batchSize * target.batch);
  const inBlocks = channelsPerGroup - (channelsPerGroup % 8);
  const [at1, at2, at3, at4, at5, at6, at7] = [1, 2, 3, 4, 5, 6, 7].map((k) => k * channelStep) as Seven;
  const [to1, to2, to3, to4, to5, to6, to7] = [1, 2, 3, 4, 5, 6, 7].map((k) => k * target.channelInGroup) as Seven;
  for (let n = 0; n < loops.batchSize; n++) {
    for (let i = 0; i < loops.targetHeight; i++) {
      const firstRow = rows.start[i]!;
      const endRow = rows.start[i + 1]!;
      for (let j = 0; j < loops.targetWidth; j++) {
        const firstColumn = columns.start[j]!;
        const endColumn = columns.start[j + 1]!;
        const pixel = n * target.batch + i * targetRow + j * targetColumn;
        for (let group = 0; group < groups; group++) {
          const sourceGroup = n * loops.source.batch + group * loops.source.group;
          const kernelGroup = n * kernel.batch + group * kernel.group;
          const targetGroup = pixel + group * target.group;
          for (let c = 0; c < inBlocks; c += 8) {
            const sourceBlock = sourceGroup + c * channelStep;
            let y0 = 0;
            let y1 = 0;
            let y2 = 0;
            let y3 = 0;
            let y4 = 0;
            let y5 = 0;
            let y6 = 0;
            let y7 = 0;
            for (let row = firstRow; row < endRow; row++) {
              const sourceRow = sourceBlock + rows.source[row]!;
              const kernelRow = kernelGroup + rows.kernel[row]!;
              for (let column = firstColumn; column < endColumn; column++) {
                const at = sourceRow + columns.source[column]!;
                const weight = weights[kernelRow + columns.kernel[column]!]!;
                y0 += weight * source[at]!;
                y1 += weight * source[at + at1]!;
                y2 += weight * source[at + at2]!;
                y3 += weight * source[at + at3]!;
                y4 += weight * source[at + at4]!;
                y5 += weight * source[at + at5]!;
                y6 += weight * source[at + at6]!;
                y7 += weight * source[at + at7]!;
              }
            }
            const to = targetGroup + c * target.channelInGroup;
            result[to] = y0;
            result[to + to1] = y1;
            result[to + to2] = y2;
            result[to + to3] = y3;
            result[to + to4] = y4;
            result[to + to5] = y5;
            result[to + to6] = y6;
            result[to + to7] = y7;
          }
          for (let c = inBlocks; c < channelsPerGroup; c++) {
            const sourceChannel = sourceGroup + c * channelStep;
            let y = 0;
            for (let row = firstRow; row < endRow; row++) {
              const sourceRow = sourceChannel + rows.source[row]!;
              const kernelRow = kernelGroup + rows.kernel[row]!;
              for (let column = firstColumn; column < endColumn; column++) {
                y += weights[kernelRow + columns.kernel[column]!]! * source[sourceRow + columns.source[column]!]!;
              }
            }
            result[targetGroup + c * target.channelInGroup] = y;
          }
        }
      }
    }
  }
  return result;
}

type Seven = [number, number, number, number, number, number, number];
