import type { Walk } from './walk.ts';

/**
 * Sums weight · source over the taps of every target pixel: y from x, or dx from dy. Eight channels of a group at a
 * time, so that a weight is loaded once for eight products and the sums stay in registers; they are float64 there and
 * rounded once.
 */
export function gather(walk: Walk, source: Float32Array, weights: Float32Array): Float32Array {
  const { groups, channelsPerGroup, target, kernel, rows, columns } = walk;
  const member = walk.source.member;
  const result = new Float32Array(walk.batchSize * target.batch);
  const inBlocks = channelsPerGroup - (channelsPerGroup % 8);
  const [at1, at2, at3, at4, at5, at6, at7] = [1, 2, 3, 4, 5, 6, 7].map((k) => k * member) as Seven;
  const [to1, to2, to3, to4, to5, to6, to7] = [1, 2, 3, 4, 5, 6, 7].map((k) => k * target.member) as Seven;
  for (let n = 0; n < walk.batchSize; n++) {
    for (let i = 0; i < walk.targetHeight; i++) {
      const firstRow = rows.start[i];
      const endRow = rows.start[i + 1];
      for (let j = 0; j < walk.targetWidth; j++) {
        const firstColumn = columns.start[j];
        const endColumn = columns.start[j + 1];
        const pixel = n * target.batch + i * target.row + j * target.column;
        for (let group = 0; group < groups; group++) {
          const sourceGroup = n * walk.source.batch + group * walk.source.group;
          const kernelGroup = n * kernel.batch + group * kernel.group;
          const targetGroup = pixel + group * target.group;
          for (let m = 0; m < inBlocks; m += 8) {
            const sourceBlock = sourceGroup + m * member;
            let y0 = 0;
            let y1 = 0;
            let y2 = 0;
            let y3 = 0;
            let y4 = 0;
            let y5 = 0;
            let y6 = 0;
            let y7 = 0;
            for (let row = firstRow; row < endRow; row++) {
              const sourceRow = sourceBlock + rows.source[row];
              const kernelRow = kernelGroup + rows.kernel[row];
              for (let column = firstColumn; column < endColumn; column++) {
                const at = sourceRow + columns.source[column];
                const weight = weights[kernelRow + columns.kernel[column]];
                y0 += weight * source[at];
                y1 += weight * source[at + at1];
                y2 += weight * source[at + at2];
                y3 += weight * source[at + at3];
                y4 += weight * source[at + at4];
                y5 += weight * source[at + at5];
                y6 += weight * source[at + at6];
                y7 += weight * source[at + at7];
              }
            }
            const to = targetGroup + m * target.member;
            result[to] = y0;
            result[to + to1] = y1;
            result[to + to2] = y2;
            result[to + to3] = y3;
            result[to + to4] = y4;
            result[to + to5] = y5;
            result[to + to6] = y6;
            result[to + to7] = y7;
          }
          for (let m = inBlocks; m < channelsPerGroup; m++) {
            const sourceChannel = sourceGroup + m * member;
            let y = 0;
            for (let row = firstRow; row < endRow; row++) {
              const sourceRow = sourceChannel + rows.source[row];
              const kernelRow = kernelGroup + rows.kernel[row];
              for (let column = firstColumn; column < endColumn; column++) {
                y += weights[kernelRow + columns.kernel[column]] * source[sourceRow + columns.source[column]];
              }
            }
            result[targetGroup + m * target.member] = y;
          }
        }
      }
    }
  }
  return result;
}

type Seven = [number, number, number, number, number, number, number];
