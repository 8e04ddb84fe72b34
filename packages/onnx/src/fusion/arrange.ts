// Nodes that show a value with its axes merged, split and in another order.

import {
  AttributeProto_AttributeType,
  fromPartial,
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
  Size,
  sizesOf,
} from '@involution/symbolic';
import type { Windows } from './windows.ts';

/** Nodes and constants that take the place of others. */
export interface NewNodes {
  readonly nodes: NodeProto[];
  readonly constants: TensorProto[];
  /** The image, whose sizes some others are. */
  readonly image: Windows;
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
    const output = k === steps.length - 1 && name !== undefined ? name : added.free(`${value}/${step.opType}`);
    const { opType } = step;
    const input = opType === 'Reshape' ? [at.value, shapeOf(at, step.axes, added)] : [at.value];
    const attribute = opType === 'Transpose' ? [permAttribute(step.perm)] : [];
    added.nodes.push(fromPartial(NodeProto, { name: output, opType, input, output: [output], attribute }));
    at = { value: output, axes: step.axes };
  }
  return at.value;
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
  // 0 copies the size of the same axis, and one −1 is what is left.
  if (others.length <= 1) {
    const left = others[0] ?? open[0];
    return constant(
      sizes.map((size, k) => size ?? (k === left ? -1 : 0)),
      added,
    );
  }
  // One of those that are nowhere to be seen is what is left.
  let left = others.find((k) => sourceOf(of, axes[k]!, added) === undefined);
  const parts = sizes.map((size, k) => {
    if (size !== undefined) return constant([size], added);
    const source = sourceOf(of, axes[k]!, added);
    if (source !== undefined) return sizeAt(source, fixedOf(axes[k]!), added);
    prove(left === k, 'it would have to be seen in sizes that only a run knows');
    left = undefined;
    return constant([-1], added);
  });
  const vector = added.free(`${of.value}/Concat`);
  const axis = { name: 'axis', type: AttributeProto_AttributeType.INT, i: 0n };
  added.nodes.push(
    fromPartial(NodeProto, { name: vector, opType: 'Concat', input: parts, output: [vector], attribute: [axis] }),
  );
  return vector;
}

/** A size of a value, plus a number, divided by another and rounded down. */
interface SizeSource {
  readonly value: string;
  readonly axis: number;
  readonly plus: number;
  readonly by: number;
}

/** Where a run finds the sizes of an axis that are dynamic: in the value itself, or in the image, or in the positions of its windows. */
function sourceOf(of: Shown, wanted: IndexList, { image }: NewNodes): SizeSource | undefined {
  const dynamic = dynamicOf(wanted);
  const own = of.axes.findIndex((axis) => isSame(dynamicOf(axis), dynamic));
  if (own >= 0) return { value: of.value, axis: own, plus: 0, by: fixedOf(of.axes[own]!) };
  const { x, dims, axes, kernel_shape, strides, dilations, pads } = image;
  const windows = axes.map((_, k) => {
    const [kernel, by, dilation] = [kernel_shape[k]!, strides[k]!, dilations[k]!];
    return { plus: pads[k]! + pads[k + 2]! - dilation * (kernel - 1) - 1 + by, by };
  });
  const sources = dims.flatMap((size, axis) => {
    const positions = windows[axes.indexOf(axis)];
    return [{ plus: 0, by: 1 }, ...(positions ? [positions] : [])].map((each) => ({ ...each, size, axis, value: x }));
  });
  const [index, ...more] = dynamic;
  if (index === undefined || more.length > 0) return undefined;
  return sources.find(({ size, plus, by }) => index.isOf(size.plus(Size.of(plus)).floorDivide(by)));
}

/** Those that have no fixed size. */
export function dynamicOf(axis: IndexList): IndexList {
  return partsOf(axis).filter(({ size }) => size.value === undefined);
}

function fixedOf(axis: IndexList): number {
  return partsOf(axis).reduce((product, { size }) => product * (size.value ?? 1), 1);
}

function sizeAt({ value, axis, plus, by }: SizeSource, times: number, added: NewNodes): string {
  const put = (opType: string, ...input: string[]) => {
    const name = added.free(`${input[0]}/${opType}`);
    added.nodes.push(fromPartial(NodeProto, { name, opType, input, output: [name] }));
    return name;
  };
  const calculated = (size: string, opType: string, number: number, neutral: number) =>
    number === neutral ? size : put(opType, size, constant([number], added));
  const size = put('Gather', put('Shape', value), constant([axis], added));
  return calculated(calculated(calculated(size, 'Add', plus, 0), 'Div', by, 1), 'Mul', times, 1);
}

/** The name of a vector of integers. */
export function constant(values: readonly number[], added: NewNodes): string {
  const name = added.free('involution/sizes');
  added.constants.push(
    fromPartial(TensorProto, {
      name,
      dims: [BigInt(values.length)],
      dataType: TensorProto_DataType.INT64,
      int64Data: values.map(BigInt),
    }),
  );
  return name;
}
