import type { InvolutionGeometry } from '@involution/core';
import type { Tensor } from './ort.ts';

/** Our kernels on one device, for one session. Tensors are float32. */
export interface Kernels {
  /** Where they run. */
  readonly name: 'wasm' | 'webgpu';
  /** Where their operands lie best, and where results are. Operands that lie elsewhere are moved. */
  readonly location: 'cpu' | 'gpu-buffer';
  /** Makes a tensor that stays until `dispose`, for an operand that is the same in every run. */
  constant(values: Float32Array, dims: readonly number[]): Tensor;
  /**
   * Computes y.
   *
   * @param into The user's own GPU tensor for it, on a GPU; without it, one is made that is the caller's to dispose.
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` or `DEVICE_LOST`.
   */
  run(geometry: InvolutionGeometry, x: Tensor, w: Tensor, into?: Tensor): Promise<Tensor>;
  /** Makes a tensor without elements, the caller's to dispose. */
  empty(dims: readonly number[]): Tensor;
  /** Frees what is kept from call to call. Results that are alive stay so. */
  dispose(): void;
}
