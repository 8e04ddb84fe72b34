// Nodes that show a value with its axes merged, split and in another order.

import {
  type AttributeProto,
  AttributeProto_AttributeType,
  type DeepPartial,
  NodeProto,
  TensorProto,
  TensorProto_DataType,
} from '@involution/onnx-messages';
import {
  type Axes,
  type Index,
  type IndexList,
  isSame,
  isSameAxes,
  partsOf,
  prove,
  type Size,
  sizesOf,
} from '@involution/symbolic';

/** Nodes and constants that take the place of others. */
export interface NewNodes {
  readonly nodes: NodeProto[];
  readonly constants: TensorProto[];
  /** The image, whose sizes some others are. */
  readonly image: { readonly x: string; readonly dims: readonly Size[] };
  /** A name that no value has. */
  free(base: string): string;
}

/**
 * Shows a value with other axes, of the same indices.
 *
 * @param name Of the result; by default one that no value has. With the same axes and without a name, nothing is added.
 * @returns The name of the result.
 * @throws Unproven When the sizes that it takes are not known before a run.
 */
export function arranged(value: string, from: Axes, to: Axes, added: NewNodes, name?: string): string {
  const steps = stepsBetween(from, to);
  if (steps.length === 0 && name !== undefined) steps.push({ opType: 'Identity', axes: from });
  let at = { value, axes: from };
  for (const [k, step] of steps.entries()) {
    const { opType } = step;
    const output = k === steps.length - 1 && name !== undefined ? name : added.free(`${value}/${opType}`);
    const input = opType === 'Reshape' ? [at.value, shapeOf(at, step.axes, added)] : [at.value];
    const attribute = opType === 'Transpose' ? [permAttribute(step.perm)] : [];
    at = { value: addedNode(opType, input, added, attribute, output), axes: step.axes };
  }
  return at.value;
}

/** Adds a node that is named after its result, and returns that: by default a name that no value has. */
export function addedNode(
  opType: string,
  input: string[],
  added: NewNodes,
  attribute: readonly DeepPartial<AttributeProto>[] = [],
  output: string = added.free(`${input[0]}/${opType}`),
): string {
  added.nodes.push(NodeProto.fromPartial({ name: output, opType, input, output: [output], attribute: [...attribute] }));
  return output;
}

function permAttribute(perm: readonly number[]) {
  return { name: 'perm', type: AttributeProto_AttributeType.INTS, ints: perm.map(BigInt) };
}

type Step =
  | { readonly opType: 'Identity' | 'Reshape'; readonly axes: Axes }
  | { readonly opType: 'Transpose'; readonly axes: Axes; readonly perm: readonly number[] };

/** Split, transpose, merge; what of these is needed. */
function stepsBetween(from: Axes, to: Axes): Step[] {
  const source = partsOf(from.flat());
  const target = partsOf(to.flat());
  if (isSameAxes(from, to)) return [];
  if (source.every((part, k) => part === target[k])) return [{ opType: 'Reshape', axes: to }];
  const blocks = blocksOf(from, to);
  const order = [...blocks].sort((a, b) => target.indexOf(a[0]!) - target.indexOf(b[0]!));
  const transposed: Step = { opType: 'Transpose', axes: order, perm: order.map((block) => blocks.indexOf(block)) };
  const steps: Step[] = [transposed];
  if (!isSameAxes(from, blocks)) steps.unshift({ opType: 'Reshape', axes: blocks });
  if (!isSameAxes(order, to)) steps.push({ opType: 'Reshape', axes: to });
  return steps;
}

/** The longest runs of indices that stay together. */
function blocksOf(from: Axes, to: Axes): Index[][] {
  const after = new Map<Index, Index>();
  for (const axis of to) {
    const parts = partsOf(axis);
    for (const [k, part] of parts.entries()) if (k > 0) after.set(parts[k - 1]!, part);
  }
  const blocks: Index[][] = [];
  for (const axis of from) {
    let last: Index | undefined;
    for (const part of partsOf(axis)) {
      if (last !== undefined && after.get(last) === part) blocks.at(-1)!.push(part);
      else blocks.push([part]);
      last = part;
    }
  }
  return blocks;
}

interface Shown {
  readonly value: string;
  readonly axes: Axes;
}

/** The name of a vector that holds the sizes of axes: a constant as far as they are numbers, the others as the value has them. */
function shapeOf(of: Shown, axes: Axes, added: NewNodes): string {
  const sizes = sizesOf(axes, 'first').map(({ value }) => value);
  const open = sizes.flatMap((size, k) => (size === undefined ? [k] : []));
  const isCopied = (k: number) => of.axes[k] !== undefined && isSame(of.axes[k], axes[k]!);
  const others = open.filter((k) => !isCopied(k));
  // One is what is left: of those that are not the same axis before, one that is nowhere to be seen.
  const left = others.find((k) => sourceOf(of, axes[k]!, added) === undefined) ?? others[0] ?? open[0];
  // 0 copies the size of the same axis.
  const parts = sizes.map(
    (size, k) => size ?? (k === left ? -1 : isCopied(k) ? 0 : sourceOf(of, axes[k]!, added)) ?? Number.NaN,
  );
  prove(!parts.includes(Number.NaN), 'it would have to be seen in sizes that only a run knows');
  if (parts.every((part) => typeof part === 'number')) return constant(parts, added);
  const input = parts.map((part) => (typeof part === 'number' ? constant([part], added) : sizeAt(part, added)));
  const axis = { name: 'axis', type: AttributeProto_AttributeType.INT, i: 0n };
  return addedNode('Concat', input, added, [axis], added.free(`${of.value}/Concat`));
}

interface SizeSource {
  readonly value: string;
  readonly axis: number;
}

/** Where a run finds the size of an axis: in the value itself, or in the image. */
function sourceOf(of: Shown, wanted: IndexList, { image }: NewNodes): SizeSource | undefined {
  const own = of.axes.findIndex((axis) => isSame(axis, wanted));
  if (own >= 0) return { value: of.value, axis: own };
  const [index, ...more] = partsOf(wanted);
  const axis = more.length > 0 ? -1 : image.dims.findIndex((size) => index?.isOf(size));
  return axis < 0 ? undefined : { value: image.x, axis };
}

function sizeAt({ value, axis }: SizeSource, added: NewNodes): string {
  return addedNode('Gather', [addedNode('Shape', [value], added), constant([axis], added)], added);
}

/** The name of a vector of integers. */
export function constant(values: readonly number[], added: NewNodes): string {
  const name = added.free('involution/sizes');
  added.constants.push(
    TensorProto.fromPartial({
      name,
      dims: [BigInt(values.length)],
      dataType: TensorProto_DataType.INT64,
      int64Data: values.map(BigInt),
    }),
  );
  return name;
}
