import type {
  ChannelGrouping,
  DataFormat,
  InvolutionOptions,
  KernelOrder,
  NdArray,
  NumericArray,
  OperandName,
  Operation,
  TypedNdArray,
} from '@involution/core';

/** A call with its tensors in arrays of some kind. */
interface Inputs<T extends NumericArray> extends Readonly<Record<OperandName, TypedNdArray<T>>> {
  /** Says what the case is about. */
  name: string;
  /** As the user would write them, never with `dataFormat`: that is the adapter's own. */
  options: InvolutionOptions;
}

/**
 * One call that an adapter passes to its backend: the operands of all operations, x `[N, …, C]` (one to three spatial
 * sizes), kernel `[N, …, G·ΠK]` and dy, the gradient of y, `[N, …, C]`; with channels behind N for `'channelsFirst'`.
 */
export interface CaseInputs extends Inputs<Float32Array> {}

/** A call whose tensors may be of a type that a backend has to refuse. */
export interface TypedInputs extends Inputs<Float32Array | Int32Array> {}

/** What a backend promises. The report prints it; a case that needs more counts as not supported. */
export interface Capabilities {
  /** Layout in which the adapter takes and returns arrays. */
  dataFormat: DataFormat;
  /** Numbers of spatial axes that the backend takes. Default: 2. It has to refuse the others. */
  spatialRanks?: readonly (1 | 2 | 3)[];
  /** Default: both. */
  kernelOrders?: readonly KernelOrder[];
  /** Default: both. */
  channelGroupings?: readonly ChannelGrouping[];
  /** Smallest normal number, of a device that flushes subnormal numbers to zero. Default: it does not. */
  flushesBelow?: number;
  /** Largest finite number, of a device with less than its type's range. Default: that of the type of its tensors. */
  largestFinite?: number;
  /**
   * The type of the backend's tensors, which sums need not be of: `unitRoundoff` says that. Calls with `'float16'` are judged
   * for operands that are rounded to it, and each result may be off by as much more as rounding it does. Default: float32.
   */
  storage?: 'float32' | 'float16';
}

/** Runs one operation of a case and gives its result in the adapter's data format. */
export type OperationFunction = (inputs: CaseInputs) => Promise<NdArray> | NdArray;

/**
 * A backend under test: a function for each operation of core's table; gradients may be left out. Each function runs one
 * case and returns the whole result, in the adapter's data format. Bad options and shapes must reach the backend as they
 * are, because the kit checks how they are refused.
 */
export interface ConformanceAdapter extends Partial<Readonly<Record<Operation, OperationFunction>>> {
  /** Shown in the report. */
  name: string;
  capabilities: Capabilities;
  /** Ids of tests that are expected to fail, each with the reason. One that passes is a failure, so the list can't rot. */
  knownFailures: Readonly<Record<string, string>>;
  /** u of the arithmetic of the backend's sums: 2⁻²⁴ for float32, 2⁻¹¹ for half precision. */
  unitRoundoff: number;
  /** Called once before the first case. */
  init(): Promise<void> | void;
  /** y, in its shape. */
  readonly forward: OperationFunction;
  /** `forward` with tensors of integers, which it has to refuse. Leave out where tensors have no type. */
  forwardTyped?(inputs: TypedInputs): Promise<NdArray> | NdArray;
  /** Number of live tensors, buffers or sessions of the backend. Leave out where it can't be told. */
  liveAllocations?(): Promise<number> | number;
  /** Called once after the last case. */
  dispose(): Promise<void> | void;
}
