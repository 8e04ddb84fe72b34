import { type DataFormat, type InvolutionGeometry, unexpected } from '@involution/core';
import { geometryOf, nameOf, readAttributes } from '@involution/onnx/model';
import type { NodeProto } from 'onnx-buf';
import { channelsLastName } from './channels-last.ts';
import type { Tensor, ValueMetadata } from './ort.ts';
import { isKnown, type Size, UNKNOWN_SIZE } from './sizes.ts';

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
   * What its operands ask for, found again where they have the shapes of the call before.
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
      last = { key, geometry: { ...geometryOf(node, attributes, { x: xDims, kernel: wDims }), dataFormat } };
      return last.geometry;
    },
  };
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
  const implied =
    dataFormat === 'channelsLast'
      ? [xShape[0], wShape[1], wShape[2], xShape[3]]
      : [xShape[0], xShape[1], wShape[2], wShape[3]];
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
