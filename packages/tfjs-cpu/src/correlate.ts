import type { Loops } from './loops.ts';

/**
 * The gradient for the kernel: at every output pixel and tap, the product of x under the tap with dy, summed over the
 * channels of a group. Zero where the tap lies outside x.
 *
 * @param loops From the output pixels.
 * @param kernelSize Number of elements of the kernel tensor.
 */
export function correlate(loops: Loops, x: Float32Array, dy: Float32Array, kernelSize: number): Float32Array {
  const { groups, channelsPerGroup, source, target, kernel, rows, columns } = loops;
  const [, targetRow, targetColumn] = target.spatial as [number, number, number];
  const result = new Float32Array(kernelSize);
  const xStep = source.channelInGroup;
  const dyStep = target.channelInGroup;
  for (let n = 0; n < loops.batchSize; n++) {
    for (let i = 0; i < loops.targetHeight; i++) {
      for (let j = 0; j < loops.targetWidth; j++) {
        for (let group = 0; group < groups; group++) {
          const dyFirst = n * target.batch + i * targetRow + j * targetColumn + group * target.group;
          const xFirst = n * source.batch + group * source.group;
          const kernelFirst = n * kernel.batch + group * kernel.group;
          for (let row = rows.start[i]!; row < rows.start[i + 1]!; row++) {
            for (let column = columns.start[j]!; column < columns.start[j + 1]!; column++) {
              let xAt = xFirst + rows.source[row]! + columns.source[column]!;
              let dyAt = dyFirst;
              let sum = 0;
              for (let c = 0; c < channelsPerGroup; c++) {
                sum += x[xAt]! * dy[dyAt]!;
                xAt += xStep;
                dyAt += dyStep;
              }
              result[kernelFirst + rows.kernel[row]! + columns.kernel[column]!] = sum;
            }
          }
        }
      }
    }
  }
  return result;
}
