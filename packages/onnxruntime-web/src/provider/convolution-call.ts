import { unexpected } from '@involution/core';
import type { NodeProto } from '@involution/onnx/proto';
import type { Convolution, Value } from './kernels.ts';
import { UNKNOWN_SIZE } from './onnxruntime-internals.ts';
import type { ValueMetadata } from './ort.ts';

/** A convolution between two subgraphs, for our kernels. */
export interface ConvolutionCall {
  readonly name: string;
  /** x, and what is added to y, if something is. */
  readonly inputs: readonly string[];
  readonly outputs: readonly [y: string];
  readonly convolution: Convolution;
}

/** The call of a node that `absorbConvolutions` has made. */
export function convolutionCall({ input, output }: NodeProto, convolution: Convolution): ConvolutionCall {
  return {
    name: convolution.name,
    inputs: input,
    outputs: output as [string],
    convolution,
  };
}

/**
 * What is known of y before a run.
 *
 * @param declared What the model itself says of y.
 */
export function describeConvolved(
  { outputs: [name], convolution }: ConvolutionCall,
  declared: ValueMetadata | undefined,
): ValueMetadata {
  const { rank, outputChannels } = convolution;
  const sizes = declared?.isTensor ? declared.shape : [];
  const shape = Array.from({ length: rank }, (_, axis) =>
    axis === 1 ? outputChannels : (sizes[axis] ?? UNKNOWN_SIZE),
  );
  return { name, isTensor: true, type: 'float32', shape };
}

/**
 * Demands that x has the channels that the weights are for.
 *
 * @throws InvolutionError `INVALID_SHAPE`.
 */
export function checkConvolved({ name, rank, channels, means }: Convolution, { dims }: Pick<Value, 'dims'>): void {
  const isOfAll = means === 'all';
  if ((isOfAll || dims.length === rank) && dims[1] === channels) return;
  const wanted = `a shape ${isOfAll ? '' : `of rank ${rank} `}with ${channels} channels`;
  throw unexpected('INVALID_SHAPE', `node '${name}', input X`, dims, wanted);
}
