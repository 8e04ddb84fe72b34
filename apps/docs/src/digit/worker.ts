// Runs in a worker of its own: the kernels that a network's involutions generate for one image.
import type { NetworkCall } from '@involution/runtimes/call';
import { kernelsInPlaceMap, tapSums, tapSumsMap } from '@involution/runtimes/kernel-maps';
import { generatedKernels } from '@involution/runtimes/onnx/generated-kernels';
import type { Photo } from '@involution/runtimes/photo';
import { expose } from 'comlink';
import * as ort from 'onnxruntime-web/wasm';

/** One involution's kernels of the first group, drawn. */
export interface KernelPictures {
  readonly kernelSize: number;
  /** Positions along the axes. */
  readonly height: number;
  readonly width: number;
  /** The sum of the K² taps at each position, and the smallest and the largest of them. */
  readonly sums: Photo;
  readonly least: number;
  readonly most: number;
  /** The kernels themselves, each at its position. */
  readonly inPlace: Photo;
}

const calls = {
  /** @param call With one image. */
  async pictures(call: NetworkCall): Promise<KernelPictures[]> {
    return (await generatedKernels(ort, call)).map((generated) => {
      const [, height, width] = generated.kernels.shape as [number, number, number];
      const sums = tapSums(generated);
      return {
        kernelSize: generated.kernelSize,
        height,
        width,
        sums: tapSumsMap(generated),
        least: sums.reduce((a, b) => Math.min(a, b)),
        most: sums.reduce((a, b) => Math.max(a, b)),
        inPlace: kernelsInPlaceMap(generated),
      };
    });
  },
};

/** What the worker does for its page. */
export type KernelCalls = typeof calls;

expose(calls);
