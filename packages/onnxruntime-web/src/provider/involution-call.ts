import { InvolutionError, type InvolutionGeometry, resolveGeometry } from '@involution/core';
import type { NodeProto } from 'onnx-buf';
import { describeNode, inModelTerms, optionsOf, readAttributes } from '../operator.ts';
import type { Tensor, ValueMetadata } from './ort.ts';
import { isKnown, type Size, UNKNOWN_SIZE } from './sizes.ts';

/** An involution between two pieces. */
export interface InvolutionCall {
  /** How messages call it. */
  readonly name: string;
  readonly x: string;
  readonly w: string;
  readonly y: string;
  /**
   * What its operands ask for, found again where they have the shapes of the call before.
   *
   * @throws InvolutionError core's, in the model's terms; `INVALID_DTYPE` for a tensor that is not float32.
   */
  geometryFor(x: Tensor, w: Tensor): InvolutionGeometry;
}

/** A node's call. Its attributes were checked. */
export function involutionCall(node: NodeProto): InvolutionCall {
  const attributes = readAttributes(node);
  const options = optionsOf(attributes);
  let last: { key: string; geometry: InvolutionGeometry } | undefined;
  const name = describeNode(node);
  return {
    name,
    x: node.input[0]!,
    w: node.input[1]!,
    y: node.output[0]!,
    geometryFor(x, w) {
      requireFloat32(name, 'input X', x);
      requireFloat32(name, 'input W', w);
      const key = `${x.dims} ${w.dims}`;
      if (last?.key === key) return last.geometry;
      try {
        last = { key, geometry: resolveGeometry(x.dims, w.dims, options) };
        return last.geometry;
      } catch (error) {
        if (!(error instanceof InvolutionError)) throw error;
        throw inModelTerms(error, node, attributes, { x: x.dims, kernel: w.dims });
      }
    },
  };
}

/**
 * What is known of y before a run: N and C are those of X, Ho and Wo those of W.
 *
 * @param declared What the model itself says of y; goes first.
 */
export function describeY(
  name: string,
  x: ValueMetadata | undefined,
  w: ValueMetadata | undefined,
  declared: ValueMetadata | undefined,
): ValueMetadata {
  const [xShape, wShape] = [shapeOf(x), shapeOf(w)];
  const implied = [xShape[0], xShape[1], wShape.at(-2), wShape.at(-1)];
  const shape = shapeOf(declared);
  return {
    name,
    isTensor: true,
    type: 'float32',
    shape: implied.map((size, axis) => [shape[axis], size].find(isKnown) ?? UNKNOWN_SIZE),
  };
}

function shapeOf(value: ValueMetadata | undefined): readonly Size[] {
  return value?.isTensor ? value.shape : [];
}

function requireFloat32(name: string, input: string, { type }: Tensor): void {
  if (type !== 'float32') throw new InvolutionError('INVALID_DTYPE', `${name}, ${input}`, type, 'float32');
}
