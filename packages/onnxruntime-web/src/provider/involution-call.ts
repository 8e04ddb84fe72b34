import { type DataFormat, type FusedGeometry, type InvolutionGeometry, unexpected } from '@involution/core';
import { geometryOf, nameOf, readAttributes } from '@involution/onnx/model';
import type { NodeProto } from '@involution/onnx/proto';
import { channelsLastName } from './channels-last-names.ts';
import { checkConvolved } from './convolution-call.ts';
import { emptyResultShape } from './empty-result.ts';
import type { Finish, Span, Value } from './kernels.ts';
import { UNKNOWN_SIZE } from './onnxruntime-internals.ts';
import type { ValueMetadata } from './ort.ts';
import { isKnown, type Size } from './sizes.ts';

/** An involution between two subgraphs, for our kernels. */
export interface InvolutionCall {
  /** What reports and messages call it. */
  readonly name: string;
  readonly inputs: readonly [x: string, w: string];
  readonly outputs: readonly [y: string];
  /** How many axes X and Y have. */
  readonly rank: number;
  /** Of all three. */
  readonly dataFormat: DataFormat;
  /** Makes W of what is in its place among the inputs. */
  readonly span: Span | undefined;
  /** What is done to Y. */
  readonly finish: Finish | undefined;
  /**
   * What its operands ask for, found again where they have the shapes of the call before.
   *
   * @throws InvolutionError core's, in the model's terms; `INVALID_DTYPE` for tensors of other types; `INVALID_SHAPE` for
   * features that are not the span's.
   */
  workFor(x: Value, w: Value): Work;
}

/** Something to compute; or nothing, but a Y without elements. */
type Work = { readonly geometry: InvolutionGeometry & Partial<FusedGeometry> } | { readonly emptyShape: Dims };

/**
 * A node's call. Its attributes were checked.
 *
 * @param dataFormat Of its operands and its result, which have other names with channels last.
 * @param span Where the node reads features in the place of W.
 * @param finish Where its output is what follows it; with channels first.
 */
export function involutionCall(node: NodeProto, dataFormat: DataFormat, span?: Span, finish?: Finish): InvolutionCall {
  const attributes = readAttributes(node);
  const name = nameOf(node);
  const isLast = dataFormat === 'channelsLast';
  const valueName = (value: string) => (isLast ? channelsLastName(value) : value);
  const [x, w, y] = [node.input[0]!, node.input[1]!, node.output[0]!].map(valueName) as [string, string, string];

  const resolve = (shapes: { x: Dims; kernel: Dims }): Work => {
    const emptyShape = emptyResultShape(node, attributes, shapes);
    if (emptyShape === undefined) {
      return {
        geometry: {
          ...geometryOf(node, attributes, shapes),
          dataFormat,
          ...(span && { featureCount: span.channels }),
        },
      };
    }
    return { emptyShape: isLast ? channelsLastOf(emptyShape) : emptyShape };
  };
  let last: { key: string; work: Work } | undefined;
  return {
    name,
    inputs: [x, w],
    outputs: [y],
    rank: attributes.kernel_shape.length + 2,
    dataFormat,
    span,
    finish,
    workFor(xTensor, wTensor) {
      requireTypes({ name, span }, xTensor, wTensor);
      const key = `${xTensor.dims} ${wTensor.dims}`;
      if (last?.key === key) return last.work;
      const inOrder = ({ dims }: Value) => (isLast ? channelsFirstOf(dims) : dims);
      const w = inOrder(wTensor);
      if (span) checkConvolved(span, { dims: w });
      const [n, channels, ...positions] = w as [number, number, ...number[]];
      const kernel = [n, span?.outputChannels ?? channels, ...positions];
      last = { key, work: resolve({ x: inOrder(xTensor), kernel }) };
      return last.work;
    },
  };
}

/**
 * What is known of y before a run: its type, N and C are those of X, the spatial sizes those of W, which may have more axes before them.
 *
 * @param declared What the model itself says of y; goes first.
 */
export function describeY(
  { outputs: [name], rank, dataFormat }: InvolutionCall,
  x: TensorMetadata,
  w: TensorMetadata,
  declared: ValueMetadata | undefined,
): ValueMetadata {
  const shape = shapeOf(declared);
  const channelAxis = dataFormat === 'channelsLast' ? rank - 1 : 1;
  return {
    name,
    isTensor: true,
    type: x.type,
    shape: Array.from({ length: rank }, (_, axis) => {
      const implied = axis === 0 || axis === channelAxis ? x.shape[axis] : w.shape.at(axis - rank);
      return [shape[axis], implied].find(isKnown) ?? UNKNOWN_SIZE;
    }),
  };
}

/**
 * Demands that X and W are of one type, which is float32 where a span makes W.
 *
 * @throws InvolutionError `INVALID_DTYPE`.
 */
export function requireTypes({ name, span }: Pick<InvolutionCall, 'name' | 'span'>, x: Typed, w: Typed): void {
  if (x.type !== w.type) {
    throw unexpected('INVALID_DTYPE', `node '${name}', input W`, w.type, `'${x.type}', the type of X`);
  }
  if (span && w.type !== 'float32') {
    throw unexpected('INVALID_DTYPE', `node '${span.name}', input X`, w.type, "'float32', the type of its weights");
  }
}

type Typed = Pick<Value, 'type'>;

/** What is known of a tensor. */
export type TensorMetadata = Extract<ValueMetadata, { isTensor: true }>;

type Dims = readonly number[];

function channelsFirstOf(dims: Dims): Dims {
  const [n, h, w, c] = dims as [number, number, number, number];
  return [n, c, h, w];
}

function channelsLastOf(dims: Dims): Dims {
  const [n, c, h, w] = dims as [number, number, number, number];
  return [n, h, w, c];
}

function shapeOf(value: ValueMetadata | undefined): readonly Size[] {
  return value?.isTensor ? value.shape : [];
}
