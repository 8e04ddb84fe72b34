import type {
  ChannelGrouping,
  DataFormat,
  InvolutionOptions,
  KernelOrder,
  NdArray,
  OperandName,
  Operation,
  TypedNdArray,
} from '@involution/core';

/**
 * One call that an adapter passes to its backend: the operands of all operations, x `[N, …, C]` (one to three spatial
 * sizes), kernel `[N, …, G·ΠK]` and dy, the gradient of y, `[N, …, C]`; with channels behind N for `'channelsFirst'`.
 */
export interface CaseInputs extends Readonly<Record<OperandName, TypedNdArray<Float32Array>>> {
  /** Says what the case is about. */
  name: string;
  /** As the user would write them, never with `dataFormat`: that is the adapter's own. */
  options: InvolutionOptions;
}

/** What a backend promises. The report prints it; a case that needs more counts as not supported. */
export interface Capabilities {
  /** Layout in which the adapter takes and returns arrays. */
  dataFormat: DataFormat;
  /** Numbers of spatial axes that the backend takes. Default: 2. */
  spatialRanks?: readonly (1 | 2 | 3)[];
  /** Default: both. */
  kernelOrders?: readonly KernelOrder[];
  /** Default: both. */
  channelGroupings?: readonly ChannelGrouping[];
  /** Smallest normal number, of a device that flushes subnormal numbers to zero. Default: it does not. */
  flushesBelow?: number;
}

/** Runs one operation of a case and gives its result in the adapter's data format. */
export type OperationFunction = (inputs: CaseInputs) => Promise<NdArray> | NdArray;

/**
 * A backend under test: a function for each operation of core's table; gradients may be left out. Each function runs one case and returns the whole result, in the adapter's data format. Bad
 * options must reach the backend as they are, because the kit checks how they are refused.
 */
export interface ConformanceAdapter extends Partial<Readonly<Record<Operation, OperationFunction>>> {
  /** Shown in the report. */
  name: string;
  capabilities: Capabilities;
  /** Ids of tests that are expected to fail, each with the reason. One that passes is a failure, so the list can't rot. */
  knownFailures: Readonly<Record<string, string>>;
  /** u of the backend's arithmetic: 2⁻²⁴ for float32, 2⁻¹¹ for half precision. */
  unitRoundoff: number;
  /** Called once before the first case. */
  init(): Promise<void> | void;
  /** y, in its shape. */
  readonly forward: OperationFunction;
  /** Number of live tensors, buffers or sessions of the backend. Leave out where it can't be told. */
  liveAllocations?(): Promise<number> | number;
  /** Called once after the last case. */
  dispose(): Promise<void> | void;
}
