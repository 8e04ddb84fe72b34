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

/** The operator that cuts windows. */
export const WINDOWS = 'ExtractImagePatches';

/**
 * The windows that an `ExtractImagePatches` cuts.
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
  const [kernelSize, strides, dilations] = ['ksizes', 'strides', 'rates'].map((name) => {
    const [batch, rows, columns, channels] = intsAttr(node, name) ?? [];
    const isSpatial = batch === 1 && channels === 1 && rows! > 0 && columns! > 0;
    prove(isSpatial, `its ${name} are not of the rows and columns of [N, H, W, C] alone`);
    return [rows!, columns!] as const;
  }) as [Windows['kernelSize'], Windows['strides'], Windows['dilations']];
  const [taps, channels] = [kernelSize.flatMap((size) => indexOf(Size.of(size))), indexOf(sizes[3]!)];
  const [batch, rows, columns] = dims.slice(0, 3).map(indexOf) as [IndexList, IndexList, IndexList];
  const axes = [batch, rows, columns, [...taps, ...channels]];
  const isSame = textAttr(node, 'padding') === 'SAME';
  const { x, pad } = isSame ? { x: image, pad: 'same' as const } : withoutPad(image, known, index);
  return { x, kernelSize, strides, dilations, pad, axes, batch, rows, columns, taps, channels };
}

/** Goes back over a `Pad` that puts zeros around the image. Any other stays, and is a part of what x is. */
function withoutPad(image: string, known: Environment, index: GraphIndex): Pick<Windows, 'x' | 'pad'> {
  const node = index.producerOf(image, 'Pad');
  const pads = node && zeroPads(node, known);
  if (node === undefined || pads === undefined)
    return {
      x: image,
      pad: [
        [0, 0],
        [0, 0],
      ],
    };
  return { x: node.inputs[0]!, pad: pads };
}

function zeroPads(node: GraphNode, known: Environment): Exclude<Pad, 'same'> | undefined {
  const call = known.call(node);
  const pads = call.numbers(1);
  if (pads?.length !== 8 || pads.some((size) => size < 0)) return undefined;
  const [a, b, top, bottom, left, right, c, d] = pads as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return a + b + c + d === 0
    ? [
        [top, bottom],
        [left, right],
      ]
    : undefined;
}
