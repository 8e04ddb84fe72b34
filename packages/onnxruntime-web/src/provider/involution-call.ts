import { type DataFormat, type InvolutionGeometry, unexpected } from '@involution/core';
import type { OperatorAttributes } from '@involution/onnx';
import { geometryOf, nameOf, readAttributes } from '@involution/onnx/model';
import type { NodeProto } from 'onnx-buf';
import { channelsLastName } from './channels-last.ts';
import type { Tensor, ValueMetadata } from './ort.ts';
import { UNKNOWN_SIZE } from './ort-internals.ts';
import { isKnown, type Size } from './sizes.ts';

/** An involution between two subgraphs. */
export interface InvolutionCall {
  /** What reports and messages call it. */
  readonly name: string;
  readonly x: string;
  readonly w: string;
  readonly y: string;
  /** Of all three. */
  readonly dataFormat: DataFormat;
  /**
   * What its operands ask for, found again where they have the shapes of the call before. A batch may be empty: then that
   * of the geometry is 0, which kernels do not take, and y has no elements.
   *
   * @throws InvolutionError core's, in the model's terms; `INVALID_DTYPE` for a tensor that is not float32.
   */
  geometryFor(x: Tensor, w: Tensor): InvolutionGeometry;
}

/**
 * A node's call. Its attributes were checked.
 *
 * @param dataFormat Of its operands and its result, which have other names with channels last.
 */
export function involutionCall(node: NodeProto, dataFormat: DataFormat): InvolutionCall {
  const attributes = readAttributes(node);
  let last: { key: string; geometry: InvolutionGeometry } | undefined;
  const name = nameOf(node);
  const valueName = (value: string) => (dataFormat === 'channelsLast' ? channelsLastName(value) : value);
  return {
    name,
    x: valueName(node.input[0]!),
    w: valueName(node.input[1]!),
    y: valueName(node.output[0]!),
    dataFormat,
    geometryFor(x, w) {
      requireFloat32(name, 'input X', x);
      requireFloat32(name, 'input W', w);
      const key = `${x.dims} ${w.dims}`;
      if (last?.key === key) return last.geometry;
      const [xDims, wDims] = [x, w].map(({ dims }) => inOrderOfOnnx(dims, dataFormat)) as [Dims, Dims];
      last = { key, geometry: { ...geometryOfBatch(node, attributes, xDims, wDims), dataFormat } };
      return last.geometry;
    },
  };
}

/** Core knows no empty batch; all else must be as for any other. */
function geometryOfBatch(node: NodeProto, attributes: OperatorAttributes, x: Dims, w: Dims): InvolutionGeometry {
  if (x[0] !== 0 || w[0] !== 0) return geometryOf(node, attributes, { x, kernel: w });
  const ofOne = (dims: Dims) => [1, ...dims.slice(1)];
  return { ...geometryOf(node, attributes, { x: ofOne(x), kernel: ofOne(w) }), batchSize: 0 };
}

/**
 * What is known of y before a run: N and C are those of X, Ho and Wo those of W.
 *
 * @param declared What the model itself says of y; goes first.
 */
export function describeY(
  { y: name, dataFormat }: InvolutionCall,
  x: ValueMetadata | undefined,
  w: ValueMetadata | undefined,
  declared: ValueMetadata | undefined,
): ValueMetadata {
  const [xShape, wShape] = [shapeOf(x), shapeOf(w)];
  // W may have six axes, the last two of which are those of y.
  const implied =
    dataFormat === 'channelsLast'
      ? [xShape[0], wShape[1], wShape[2], xShape[3]]
      : [xShape[0], xShape[1], wShape.at(-2), wShape.at(-1)];
  const shape = shapeOf(declared);
  return {
    name,
    isTensor: true,
    type: 'float32',
    shape: implied.map((size, axis) => [shape[axis], size].find(isKnown) ?? UNKNOWN_SIZE),
  };
}

type Dims = readonly number[];

function inOrderOfOnnx(dims: Dims, dataFormat: DataFormat): Dims {
  if (dataFormat === 'channelsFirst') return dims;
  const [n, h, w, c] = dims as [number, number, number, number];
  return [n, c, h, w];
}

function shapeOf(value: ValueMetadata | undefined): readonly Size[] {
  return value?.isTensor ? value.shape : [];
}

function requireFloat32(name: string, input: string, { type }: Tensor): void {
  if (type !== 'float32') throw unexpected('INVALID_DTYPE', `node '${name}', ${input}`, type, "'float32'");
}
