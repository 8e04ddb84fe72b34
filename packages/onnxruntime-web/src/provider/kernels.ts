import type { Axis, FusedGeometry, InvolutionGeometry } from '@involution/core';
import type { ReadExternal } from '@involution/onnx/model';
import type { GraphProto, NodeProto } from '@involution/onnx/proto';
import type { Tensor } from './ort.ts';

/** Types of floats that kernels may take, as onnxruntime names them. */
export type FloatType = 'float32' | 'float16';

/** Whether kernels that take some types take one. */
export function isFloatType(type: string, types: readonly FloatType[]): type is FloatType {
  return types.some((each) => each === type);
}

/** Values of a tensor: numbers, or the bits of float16. */
export type FloatValues = Float32Array | Uint16Array;

/** A window along each spatial axis, before it is laid over x. */
export type Window = readonly Omit<Axis, 'inSize' | 'outSize'>[];

/** A convolution of float32 with channels first, and what comes before and after it. */
export interface Convolution {
  /** What messages call it. */
  readonly name: string;
  /** How many axes y has: those of x, or two where it is of the means of all positions. */
  readonly rank: number;
  /** Of x. */
  readonly channels: number;
  /** Of y. */
  readonly outputChannels: number;
  /** Of which windows of x it reads the means; `'all'` for one of all positions. Default: it reads x. */
  readonly means?: Window | 'all' | undefined;
  /** Axes without one have a window of one tap. */
  readonly window: Window;
  /** `[outputChannels, channels, …taps of each axis]` */
  readonly weights: Float32Array;
  /** `[outputChannels]` */
  readonly bias: Float32Array;
  /** Whether negative numbers become 0, at last. */
  readonly isRectified: boolean;
  /** Of which the greatest numbers are the result, where a pool follows. */
  readonly pool?: Window | undefined;
}

/** A convolution that makes W of an involution's features, position by position. */
export interface Span extends Convolution {
  /** The weights as fused kernels read them, a row for each feature: `[channels, outputChannels]`. */
  rows(): Float32Array;
}

/** What follows an involution, of float32 with channels first: scale · y + shift in each channel. */
export interface Finish {
  readonly scale?: Float32Array;
  readonly shift?: Float32Array;
  /** Whether negative numbers become 0, at last. */
  readonly isRectified: boolean;
}

/** The spans of involutions, which read the features in the place of W. */
export interface AbsorbedSpans {
  of(node: NodeProto): Span | undefined;
  /** Lets an involution read its W again. */
  undo(node: NodeProto): void;
}

/** Convolutions and what else goes with involutions, in a changed graph. */
export interface AbsorbedConvolutions {
  /** What a node in the place of a convolution computes. It reads x, and what is added to y. */
  of(node: NodeProto): Convolution | undefined;
  /** What follows an involution. */
  finishOf(node: NodeProto): Finish | undefined;
  /** Makes the graph what it was. */
  undo(): void;
}

/** What kernels compute with involutions and beside them, in a changed graph. */
export interface Absorbed {
  /** Those that the involutions compute. */
  readonly spans?: AbsorbedSpans;
  /** Those that the kernels compute beside them. */
  readonly convolutions?: AbsorbedConvolutions;
}

/** Numbers of float32 in the memory of kernels on the CPU. */
export interface Resident {
  readonly location: 'kernels';
  readonly type: 'float32';
  readonly dims: readonly number[];
  /** The numbers themselves, until the next call of a kernel. */
  see(): Float32Array;
  dispose(): void;
}

/** What goes from one task of a run to the next. */
export type Value = Tensor | Resident;

/** Whether a value lies in the memory of kernels. */
export function isResident(value: Value): value is Resident {
  return value.location === 'kernels';
}

/** Kernels for what lies beside involutions in a network, in float32. */
export interface ConvolutionKernels {
  /**
   * Finds what they compute.
   *
   * @param graph Changed.
   * @param involutions Changed.
   * @param read Of the files that constants may lie in.
   * @param isFloat Whether an involution is certain to be of float32.
   */
  absorb(
    graph: GraphProto,
    involutions: readonly NodeProto[],
    read: ReadExternal,
    isFloat: (node: NodeProto) => boolean,
  ): AbsorbedConvolutions;
  /** Puts the weights of a convolution to where `run` reads them, so that the first run need not. */
  prepare(convolution: Convolution): void;
  /**
   * Computes a convolution.
   *
   * @param addend What is added to y, whose shape it may be repeated to.
   * @throws InvolutionError `INVALID_SHAPE`; as `run` of the kernels of involutions.
   */
  run(convolution: Convolution, x: Value, addend?: Value): Promise<Value>;
  /** In place. */
  finish(y: Value, finish: Finish): void;
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
  run(geometry: InvolutionGeometry, x: Value, w: Value, into?: Tensor): Promise<Value>;
  /** Whether they are to compute a span: for any sizes of x and y, of which those of the geometry are an example. */
  paysToFuse(geometry: FusedGeometry): boolean;
  /** Puts the weights of an absorbed span to where `runFused` reads them, so that the first run need not. */
  prepareSpan(span: Span): void;
  /**
   * Computes y of an involution whose W an absorbed span makes of features.
   *
   * @param features Of the span's channels.
   * @param into As `run` has it.
   * @throws InvolutionError as `run`.
   */
  runFused(geometry: FusedGeometry, x: Value, features: Value, span: Span, into?: Tensor): Promise<Value>;
  /** For absorbed convolutions; `undefined` where all are onnxruntime's. */
  readonly convolutions: ConvolutionKernels | undefined;
  /** Makes a tensor without elements, the caller's to dispose. */
  empty(type: FloatType, dims: readonly number[]): Tensor;
  /** Frees what is kept from call to call. Results that are alive stay so. */
  dispose(): void;
}
