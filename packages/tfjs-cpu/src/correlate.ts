import type { Walk } from './walk.ts';

/**
 * The gradient for the kernel: at every output pixel and tap, the product of x under the tap with dy, summed over the
 * channels of a group. Zero where the tap lies outside x.
 *
 * @param walk From the output pixels.
 * @param kernelSize Number of elements of the kernel tensor.
 */
export function correlate(walk: Walk, x: Float32Array, dy: Float32Array, kernelSize: number): Float32Array {
  const { groups, channelsPerGroup, source, target, kernel, rows, columns } = walk;
  const result = new Float32Array(kernelSize);
  const xMember = source.member;
  const dyMember = target.member;
  for (let n = 0; n < walk.batchSize; n++) {
    for (let i = 0; i < walk.targetHeight; i++) {
      for (let j = 0; j < walk.targetWidth; j++) {
        for (let group = 0; group < groups; group++) {
          const dyFirst = n * target.batch + i * target.row + j * target.column + group * target.group;
          const xFirst = n * source.batch + group * source.group;
          const kernelFirst = n * kernel.batch + group * kernel.group;
          for (let row = rows.start[i]; row < rows.start[i + 1]; row++) {
            for (let column = columns.start[j]; column < columns.start[j + 1]; column++) {
              let xAt = xFirst + rows.source[row] + columns.source[column];
              let dyAt = dyFirst;
              let sum = 0;
              for (let m = 0; m < channelsPerGroup; m++) {
                sum += x[xAt] * dy[dyAt];
                xAt += xMember;
                dyAt += dyMember;
              }
              result[kernelFirst + rows.kernel[row] + columns.kernel[column]] = sum;
            }
          }
        }
      }
    }
  }
  return result;
}
