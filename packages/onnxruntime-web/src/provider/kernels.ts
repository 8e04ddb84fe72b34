import type { FusedGeometry, InvolutionGeometry } from '@involution/core';
import type { Tensor } from './ort.ts';

/** Types of floats that kernels may take, as onnxruntime names them. */
export type FloatType = 'float32' | 'float16';

/** Whether kernels that take some types take one. */
export function isFloatType(type: string, types: readonly FloatType[]): type is FloatType {
  return types.some((each) => each === type);
}

/** Values of a tensor: numbers, or the bits of float16. */
export type FloatValues = Float32Array | Uint16Array;

/** What generates the kernel of an involution. */
export interface Span {
  /** R, channels of the features. */
  readonly featureCount: number;
  /** `[R, G·ΠK]` */
  readonly weights: Float32Array;
  /** `[G·ΠK]` */
  readonly bias: Float32Array;
}

/** Our kernels on one device, for one session. The tensors of a call are of one type. */
export interface Kernels {
  /** Where they run. */
  readonly name: 'wasm' | 'webgpu';
  /** Where their operands lie best, and where results are. Operands that lie elsewhere are moved. */
  readonly location: 'cpu' | 'gpu-buffer';
  /** Types of the tensors that they take. */
  readonly types: readonly FloatType[];
  /** Makes a tensor that stays until `dispose`, for an operand that is the same in every run. */
  constant(type: FloatType, values: FloatValues, dims: readonly number[]): Tensor;
  /**
   * Computes y.
   *
   * @param into The user's own GPU tensor for it, on a GPU; without it, one is made that is the caller's to dispose.
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` or `DEVICE_LOST`.
   */
  run(geometry: InvolutionGeometry, x: Tensor, w: Tensor, into?: Tensor): Promise<Tensor>;
  /** For involutions whose W a span makes of features, in float32; `undefined` where W has to be made first. */
  readonly fused:
    | {
        /** Whether it is worth it: for any sizes of x and y, of which those of the geometry are an example. */
        pays(geometry: FusedGeometry): boolean;
        /**
         * Computes y.
         *
         * @throws InvolutionError as `run`.
         */
        run(geometry: FusedGeometry, x: Tensor, features: Tensor, span: Span): Promise<Tensor>;
      }
    | undefined;
  /** Makes a tensor without elements, the caller's to dispose. */
  empty(type: FloatType, dims: readonly number[]): Tensor;
  /** Frees what is kept from call to call. Results that are alive stay so. */
  dispose(): void;
}
