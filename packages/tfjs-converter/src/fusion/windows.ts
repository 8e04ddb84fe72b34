// Sliding windows of an image, and their geometry.
import { type Axes, type IndexList, indexOf, prove, Size } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { type GraphNode, intsAttr, textAttr, typeAttr } from '../graph/node.ts';
import type { Environment } from '../symbolic/environment.ts';

/** Zeros around an image: TensorFlow's SAME, or so many rows and columns. */
export type Pad = 'same' | readonly [rows: Ends, columns: Ends];

type Ends = readonly [before: number, after: number];

/** The windows that a node cuts. */
export interface Windows {
  /** The image `[N, H, W, C]`, without the zeros. */
  readonly x: string;
  readonly kernelSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pad: Pad;
  /** What the axes of the node's result stand for: `[N, Ho, Wo, Kh·Kw·C]`. */
  readonly axes: Axes;
  /** What these are made of. */
  readonly batch: IndexList;
  readonly rows: IndexList;
  readonly columns: IndexList;
  readonly taps: IndexList;
  readonly channels: IndexList;
}

/** TensorFlow's operator for windows. */
const PATCHES = 'ExtractImagePatches';

/**
 * The node that cuts the windows that a value is: TensorFlow's operator, or a convolution with a unit impulse for each tap and
 * channel, as Keras has it.
 */
export function cutAt(value: string, known: Environment, index: GraphIndex): GraphNode | undefined {
  const node = index.producerOf(value, PATCHES, 'Conv2D');
  return node?.op === 'Conv2D' && !hasImpulses(node, known, index) ? undefined : node;
}

/** Whether the filter `[Kh, Kw, C, Kh·Kw·C]` of a convolution is the identity of what a window holds. */
function hasImpulses({ inputs }: GraphNode, known: Environment, index: GraphIndex): boolean {
  const filter = inputs[1] === undefined ? undefined : index.producerOf(inputs[1], 'Const');
  const constant = filter && known.constant(filter.name);
  return constant?.shape.length === 4 && constant.isIdentity();
}

/**
 * The windows that a node cuts.
 *
 * @throws Unproven When it is not known which these are, or they are not of float32.
 */
export function windowsOf(node: GraphNode, known: Environment, index: GraphIndex): Windows {
  const [image] = node.inputs;
  const dims = known.get(node.name).dims;
  const sizes = image === undefined ? undefined : known.get(image).dims;
  prove(image !== undefined && dims !== undefined && sizes !== undefined, 'the shape of its image is not known');
  const type = typeAttr(node, 'T') ?? 'of unknown type';
  prove(type === 'DT_FLOAT', `its elements are ${type}, not DT_FLOAT`);
  const isPatches = node.op === PATCHES;
  const kernelSize = isPatches ? spatial(node, 'ksizes') : kernelOf(node, sizes[3]!, known);
  const [taps, channels] = [kernelSize.flatMap((size) => indexOf(Size.of(size))), indexOf(sizes[3]!)];
  const [batch, rows, columns] = dims.slice(0, 3).map(indexOf) as [IndexList, IndexList, IndexList];
  return {
    ...paddedImage(node, image, known, index),
    kernelSize,
    strides: spatial(node, 'strides'),
    dilations: spatial(node, isPatches ? 'rates' : 'dilations'),
    axes: [batch, rows, columns, [...taps, ...channels]],
    batch,
    rows,
    columns,
    taps,
    channels,
  };
}

/** The two numbers of a list for the axes of `[N, H, W, C]` that are not 1. */
function spatial(node: GraphNode, name: string): readonly [number, number] {
  const [batch, rows, columns, channels] = intsAttr(node, name) ?? [];
  const isSpatial = batch === 1 && channels === 1 && rows! > 0 && columns! > 0;
  prove(isSpatial, `its ${name} are not of the rows and columns of [N, H, W, C] alone`);
  return [rows!, columns!];
}

function kernelOf({ inputs }: GraphNode, channels: Size, known: Environment): readonly [number, number] {
  const [rows, columns, own] = known.constant(inputs[1]!)!.shape as [number, number, number];
  prove(channels.is(own), 'its convolution is one of groups');
  return [rows, columns];
}

/** What the windows are cut of, and the zeros around it. */
function paddedImage(
  node: GraphNode,
  image: string,
  known: Environment,
  index: GraphIndex,
): Pick<Windows, 'x' | 'pad'> {
  const padding = textAttr(node, 'padding');
  if (padding === 'SAME') return { x: image, pad: 'same' };
  prove(padding === 'VALID', `its padding is ${padding}`);
  return withoutPad(image, known, index);
}

/** Goes back over a `Pad` that puts zeros around the image. Any other stays, and is a part of what x is. */
function withoutPad(image: string, known: Environment, index: GraphIndex): Pick<Windows, 'x' | 'pad'> {
  const node = index.producerOf(image, 'Pad');
  const pads = node && known.call(node).numbers(1);
  const [batch, last] = [pads?.slice(0, 2), pads?.slice(6)];
  const isSpatial =
    pads?.length === 8 && pads.every((size) => size >= 0) && [batch, last].flat().every((size) => size === 0);
  if (node === undefined || !isSpatial) return { x: image, pad: NO_PADS };
  const [top, bottom, left, right] = pads.slice(2, 6) as [number, number, number, number];
  return {
    x: node.inputs[0]!,
    pad: [
      [top, bottom],
      [left, right],
    ],
  };
}

const NO_PADS: Pad = [
  [0, 0],
  [0, 0],
];
