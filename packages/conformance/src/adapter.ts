import type {
  ChannelGrouping,
  DataFormat,
  InvolutionOptions,
  KernelOrder,
  NdArray,
  TypedNdArray,
} from '@involution/core';

/** One call that an adapter passes to its backend. All arrays are in the adapter's data format. */
export interface CaseInputs {
  /** Says what the case is about. */
  name: string;
  /** `[N, H, W, C]` or `[N, C, H, W]`. */
  x: TypedNdArray<Float32Array>;
  /** `[N, Ho, Wo, G·Kh·Kw]` or `[N, G·Kh·Kw, Ho, Wo]`. */
  kernel: TypedNdArray<Float32Array>;
  /** Gradient of y, `[N, Ho, Wo, C]` or `[N, C, Ho, Wo]`. */
  dy: TypedNdArray<Float32Array>;
  /** As the user would write them, never with `dataFormat`: that is the adapter's own. */
  options: InvolutionOptions;
}

/** What a backend promises. The report prints it; a case that needs more counts as not supported. */
export interface Capabilities {
  /** Layout in which the adapter takes and returns arrays. */
  dataFormat: DataFormat;
  /** Default: both. */
  kernelOrders?: readonly KernelOrder[];
  /** Default: both. */
  channelGroupings?: readonly ChannelGrouping[];
  /** Smallest normal number, of a device that flushes subnormal numbers to zero. Default: it does not. */
  flushesBelow?: number;
}

/**
 * A backend under test. Each function runs one case and returns the whole result, in the adapter's data format. Bad
 * options must reach the backend as they are, because the kit checks how they are refused.
 */
export interface ConformanceAdapter {
  /** Shown in the report. */
  name: string;
  capabilities: Capabilities;
  /** Ids of tests that are expected to fail, each with the reason. One that passes is a failure, so the list can't rot. */
  knownFailures: Readonly<Record<string, string>>;
  /** u of the backend's arithmetic: 2⁻²⁴ for float32, 2⁻¹¹ for half precision. */
  unitRoundoff: number;
  /** Called once before the first case. */
  init(): Promise<void> | void;
  /** y, in its 4-D shape. */
  forward(inputs: CaseInputs): Promise<NdArray> | NdArray;
  /** Gradient for x from `dy` and `kernel`. Leave out where the backend has no gradients. */
  gradInput?(inputs: CaseInputs): Promise<NdArray> | NdArray;
  /** Gradient for the kernel from `dy` and `x`, in the shape of `kernel`. Leave out where the backend has no gradients. */
  gradKernel?(inputs: CaseInputs): Promise<NdArray> | NdArray;
  /** Number of live tensors, buffers or sessions of the backend. Leave out where it can't be told. */
  liveAllocations?(): Promise<number> | number;
  /** Called once after the last case. */
  dispose(): Promise<void> | void;
}

/** What a test computes. */
export type Quantity = 'forward' | 'gradInput' | 'gradKernel';

export const QUANTITIES: readonly Quantity[] = ['forward', 'gradInput', 'gradKernel'];
