import {
  checkDyShape,
  type InvolutionGeometry,
  type InvolutionOptions,
  OPERATION_NAMES,
  type Operands,
  type Operation,
  resolveGeometry,
  resultShapeOf,
  unexpected,
  xShapeOf,
} from '@involution/core';
import { getKernel, type NamedTensorInfoMap, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.ts';
import {
  type Involution2DBackpropInputAttrs,
  type Involution2DBackpropKernelAttrs,
  KERNEL_NAMES,
  KERNEL_RANKS,
  type KernelRank,
} from './kernel-names.ts';
import { requireSpatialRank } from './spatial-rank.ts';

/** One checked call of one of the kernels. */
export interface InvolutionCall<Backend> {
  operation: Operation;
  /** Of two or three spatial axes. */
  geometry: InvolutionGeometry;
  /** By name, those that the operation reads. */
  operands: Operands<TensorInfo>;
  /** Of the operation's result. */
  outputShape: number[];
  /** tfjs's backend object. */
  backend: Backend;
}

/** What a backend's kernels are for. */
export interface RegisterKernelsOptions {
  /** Numbers of spatial axes that `compute` takes. Default: both. Volumes are composed of slices where they have no kernel. */
  spatialRanks?: readonly KernelRank[];
}

/**
 * Registers the operator and its two gradients for a tfjs backend, for images and for volumes, unless they are: tfjs keeps
 * kernels in a global registry and warns of duplicates. Inputs and attributes are checked and resolved here, so that a
 * backend package has only to compute.
 *
 * @param backendName tfjs's name of the backend.
 * @param compute Makes the result of a call. The geometry is checked, and so are the shape of dy and that all inputs are
 * float32.
 */
export function registerInvolutionKernels<Backend>(
  backendName: string,
  compute: (call: InvolutionCall<Backend>) => TensorInfo,
  { spatialRanks = KERNEL_RANKS }: RegisterKernelsOptions = {},
): void {
  for (const rank of spatialRanks) {
    for (const operation of OPERATION_NAMES) registerOne(backendName, rank, operation, compute);
  }
}

function registerOne<Backend>(
  backendName: string,
  rank: KernelRank,
  operation: Operation,
  compute: (call: InvolutionCall<Backend>) => TensorInfo,
): void {
  const kernelName = KERNEL_NAMES[rank][operation];
  if (getKernel(kernelName, backendName)) return;
  registerKernel({
    kernelName,
    backendName,
    kernelFunc({ inputs, attrs, backend }) {
      checkDtypes(inputs);
      const operands: Operands<TensorInfo> = inputs;
      const geometry = geometryOf(operands, attrs);
      requireSpatialRank(xShapeOf(geometry), rank, kernelName);
      const outputShape = resultShapeOf(geometry, operation);
      return compute({ operation, geometry, operands, outputShape, backend: backend as Backend });
    },
  });
}

/** Whoever calls a kernel by its name is not stopped by `involution2d`, and memory has no types: bits would be misread. */
export function checkDtypes(inputs: NamedTensorInfoMap): void {
  for (const [name, input] of Object.entries(inputs)) {
    if (input!.dtype !== 'float32') throw unexpected('INVALID_DTYPE', name, input!.dtype, "'float32'");
  }
}

/** The shapes that an operation's operands do not have are among its attributes. */
function geometryOf({ x, kernel, dy }: Operands<TensorInfo>, attrs: unknown): InvolutionGeometry {
  const { xShape, kernelShape, ...options } = attrs as InvolutionOptions &
    Partial<Involution2DBackpropInputAttrs & Involution2DBackpropKernelAttrs>;
  checkOptions(options);
  const geometry = resolveGeometry(x?.shape ?? xShape!, kernel?.shape ?? kernelShape!, options);
  if (dy) checkDyShape(dy.shape, geometry);
  return geometry;
}
