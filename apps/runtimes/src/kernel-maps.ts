// What an involution generates for an image, as heatmaps.
import { heatmap } from './heatmap.ts';
import type { GeneratedKernels } from './onnx/generated-kernels.ts';
import type { Photo } from './photo.ts';

/** As the paper's figure 4 draws it: at each position the sum of its K² taps. `[H, W]` */
export function tapSums({ kernels }: GeneratedKernels): Float32Array {
  const [taps, height, width] = kernels.shape as [number, number, number];
  const positions = height * width;
  const sums = new Float32Array(positions);
  for (let k = 0; k < taps * positions; k++) sums[k % positions]! += kernels.data[k]!;
  return sums;
}

/** {@link tapSums} in colours. */
export function tapSumsMap(generated: GeneratedKernels): Photo {
  const [, height, width] = generated.kernels.shape as [number, number, number];
  return heatmap(tapSums(generated), { height, width });
}

/** The K×K kernels themselves side by side, each at its position, in colours. */
export function kernelsInPlaceMap({ kernelSize, kernels }: GeneratedKernels): Photo {
  const [taps, height, width] = kernels.shape as [number, number, number];
  const numbers = new Float32Array(taps * height * width);
  for (let k = 0; k < numbers.length; k++) {
    const [tap, h, w] = [Math.floor(k / (height * width)), Math.floor(k / width) % height, k % width];
    const row = h * kernelSize + Math.floor(tap / kernelSize);
    numbers[row * width * kernelSize + w * kernelSize + (tap % kernelSize)] = kernels.data[k]!;
  }
  return heatmap(numbers, { height: height * kernelSize, width: width * kernelSize });
}
