import type { ChannelGrouping, KernelOrder } from '@involution/core';
import {
  AttributeProto_AttributeType,
  fromPartial,
  type GraphProto,
  type ModelProto,
  NodeProto,
} from '@involution/onnx-messages';
import { type IndexList, isSameAxes, partsOf, prove, sizesOf } from '@involution/symbolic';
import { arranged, constant, type NewNodes } from './fusion/arrange.ts';
import { type Finding, fuseGraph } from './fusion/fuse-graph.ts';
import type { Match } from './fusion/match.ts';
import type { Row } from './fusion/trace.ts';
import { initializerNames, subgraphsOf } from './graph/edges.ts';
import { type ExternalDataOptions, type ReadExternal, readerOf, readNothing } from './graph/external-data.ts';
import { readModel, writeModel } from './graph/model-file.ts';
import { nameOf } from './graph/names.ts';
import { nodesOf } from './graph/node-sites.ts';
import { importOpset } from './graph/opsets.ts';
import { requireValidStructure } from './graph/structure.ts';
import {
  attributeProtos,
  DOMAIN,
  DOMAIN_VERSION,
  definesInvolution,
  OPERATOR,
  requireDomainVersion,
} from './operator/operator.ts';

/** An involution that was found among the nodes of a model. */
export interface FusedNode {
  /** Name of the Involution node. */
  node: string;
  /** The value that it produces, `[N, C, Ho, Wo]`: one that the model has, or that one of it is a transposition of. */
  output: string;
  /**
   * Names of its inputs: the feature map X, `[N, C, H, W]`, and the weights W, `[N, G·Kh·Kw, Ho, Wo]`: values of the model, or
   * views of them, or X repeated where several kernels see the same, or W the product of several.
   */
  x: string;
  w: string;
  kernel_shape: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** `[top, left, bottom, right]`. */
  pads: readonly [number, number, number, number];
  group: number;
  kernel_order: KernelOrder;
  channel_grouping: ChannelGrouping;
}

/** Sliding windows that match a part of the pattern of an involution and are not fused. */
export interface RejectedMatch {
  /** Name of the last node that matches; its output's name where it has none. */
  node: string;
  /** Why it is none, or what about it could not be proven. */
  reason: string;
}

/** What became of a model's involutions. */
export interface Fusion {
  /** The involutions that became a node each. */
  fused: FusedNode[];
  /** The matches that did not, and why. */
  rejected: RejectedMatch[];
  /** How many nodes and initializers only served what was fused, and are gone. */
  removed: number;
}

/** What {@link fuseInvolution} returns. */
export interface FuseResult extends Fusion {
  /** The bytes of the new model, or those given when nothing was fused. */
  model: Uint8Array;
}

/**
 * Finds what exporters write for an involution that is made of `unfold`, a product and a sum, or a matrix product, or `einsum`,
 * and turns each into one `ai.involution::Involution` node.
 *
 * Nothing is fused on its looks. The indices of the windows, and what each axis of each value between them and the result
 * stands for, are computed from the model, symbolically where dimensions are dynamic, and must be provably those of an
 * involution of float32 or float16 at all sizes at which the model runs. Where weights or result lie in an order that the operator does not
 * have, a transposition is put before or after the node. What can't be proven stays as it is and is listed with the reason.
 * All tensors are taken to have at least one element, and shapes that the model states for the results of operators that
 * this package does not know are taken to be true.
 *
 * Nodes and initializers that only served what was fused are removed. All else stays: names of inputs and outputs, other
 * nodes, metadata, what nobody used before. Subgraphs of `If`, `Loop` and `Scan` are searched too, model-local functions
 * are not.
 *
 * @param model The bytes of an ONNX model; not changed.
 * @param options Files beside it that hold tensors. Those that the model calls by another name or that are missing are
 * not known; of those given only what is needed is read. The new model refers to the same files.
 * @returns The new model and what was found in it.
 * @throws InvolutionError `INVALID_MODEL` when the bytes are no ONNX model of valid structure, it imports another version of
 * `ai.involution`, or a tensor lies outside its file; `INVALID_OPTIONS` for files that are none.
 */
export function fuseInvolution(model: Uint8Array, { externalData = [] }: ExternalDataOptions = {}): FuseResult {
  const read = readerOf(externalData);
  const parsed = readModel(model);
  requireValidStructure(parsed);
  const fusion = fuseModel(parsed, read);
  return { model: fusion.fused.length === 0 ? model : writeModel(parsed), ...fusion };
}

/**
 * Does to a parsed model what {@link fuseInvolution} does to a file.
 *
 * @param model Of valid structure; changed.
 * @param read Files beside it. Default: none are at hand.
 * @throws InvolutionError `INVALID_MODEL` when something was fused and it imports another version of `ai.involution`, or
 * when a tensor lies outside its file.
 */
export function fuseModel(model: ModelProto, read: ReadExternal = readNothing): Fusion {
  const sites = [...nodesOf(model)];
  const names = new Names(sites.map(({ node }) => nameOf(node)));
  const values = new Names(
    sites.flatMap(({ node }) => [...node.input, ...node.output, ...namesIn(node)]).concat(namesOfGraph(model.graph!)),
  );
  const fused: FusedNode[] = [];
  const isDefined = definesInvolution(model);
  const { rejected: rejections, removed } = fuseGraph(model.graph!, read, (finding) => {
    prove(!isDefined, `the model has a function ${DOMAIN}::${OPERATOR} of its own, which the node would call`);
    const added: NewNodes = {
      nodes: [],
      constants: [],
      image: finding.match.windows,
      free: (base) => values.free(base),
    };
    const type = finding.resultType ?? finding.match.elementType;
    const w = inPlace(weightsOf(finding.match, type, added), finding.match, added);
    const x = imageOf(finding.match, type, added);
    const description = describe(finding, { x, w }, names, values);
    // Before anything is kept: what the result is seen as may not be known.
    const node = involutionNode(description);
    added.nodes.push(node);
    const [output] = finding.node.output as [string];
    if (description.output !== output) arranged(description.output, finding.match.y, finding.axes, added, output);
    fused.push(description);
    return added;
  });
  const order = new Map([...nodesOf(model)].map(({ node }, k) => [nameOf(node), k]));
  fused.sort((a, b) => order.get(a.node)! - order.get(b.node)!);
  const rejected = rejections.map(({ node, reason }) => ({ node: nameOf(node), reason }));
  if (fused.length > 0) importDomain(model);
  return { fused, rejected, removed };
}

function describe(
  { node, match, axes }: Finding,
  operands: Pick<FusedNode, 'x' | 'w'>,
  names: Names,
  values: Names,
): FusedNode {
  const { windows, group, kernel_order, channel_grouping } = match;
  const { kernel_shape, strides, dilations, pads } = windows;
  const name = names.free(nameFor(node));
  const [output] = node.output as [string];
  return {
    node: name,
    output: isSameAxes(axes, match.y) ? output : values.free(`${output}/${OPERATOR}`),
    ...operands,
    kernel_shape,
    strides,
    dilations,
    pads,
    group,
    kernel_order,
    channel_grouping,
  };
}

/** The image as an involution takes it: what the windows are of, repeated where that has to be, of the result's type. */
function imageOf({ elementType, image }: Match, type: number, added: NewNodes): string {
  const { source, parts, axes, wanted, repeated } = image;
  const whole = cast(source, elementType, type, added);
  const x = parts.length === 0 ? whole : slicedBy(parts, whole, added);
  const [first] = repeated;
  if (first === undefined) return arranged(x, axes, wanted, added);
  // An axis of its own behind the one at whose end the copies are wanted.
  const at = wanted.findIndex((axis) => axis.includes(first)) + 1;
  const once = wanted.map((axis) => axis.filter((index) => !repeated.includes(index)));
  const withAxis = (axis: IndexList) => [...once.slice(0, at), axis, ...once.slice(at)];
  const sizes = withAxis(repeated).map((_, k) => (k === at ? repeated : []));
  const shape = constant(
    sizesOf(sizes, 'first').map(({ value }) => value!),
    added,
  );
  const apart = arranged(x, axes, withAxis([]), added);
  const copies = copied(fromPartial(NodeProto, { opType: 'Expand', input: [apart, shape] }), added);
  return arranged(copies, withAxis(repeated), wanted, added);
}

function slicedBy(parts: Match['image']['parts'], whole: string, added: NewNodes): string {
  const range = (['start', 'end', 'axis'] as const).map((key) => parts.map((part) => part[key]));
  const input = [whole, ...range.map((numbers) => constant(numbers, added))];
  return copied(fromPartial(NodeProto, { opType: 'Slice', input }), added);
}

/** The weights as an involution takes them, of the result's type. */
function weightsOf({ weights: { factors, wanted }, elementType }: Match, type: number, added: NewNodes): string {
  const all = factors.map(({ source, axes, row }) => {
    const value = row === undefined ? source : inRow(row, added);
    return { axes, value: cast(value, elementType, type, added) };
  });
  const [first, ...others] = all as [(typeof all)[0], ...typeof all];
  if (others.length === 0) return arranged(first.value, first.axes, wanted, added);
  // An axis for each index: along those that a factor does not have it is repeated.
  const apart = partsOf(wanted.flat()).map((index) => [index]);
  const seen = all.map(({ value, axes }) => {
    const own = partsOf(axes.flat());
    const stretched = apart.map((axis) => axis.filter((index) => own.includes(index)));
    return arranged(value, axes, stretched, added);
  });
  const product = seen.reduce((a, b) => copied(fromPartial(NodeProto, { opType: 'Mul', input: [a, b] }), added));
  return arranged(product, apart, wanted, added);
}

/** Values after each other. */
function inRow({ values, axis }: Row, added: NewNodes): string {
  const attribute = [{ name: 'axis', type: AttributeProto_AttributeType.INT, i: BigInt(axis) }];
  return copied(fromPartial(NodeProto, { opType: 'Concat', input: [...values], attribute }), added);
}

/** Weights, `[N, G·Kh·Kw, Ho, Wo]`, in the order in which the taps lie. */
function inPlace(w: string, { taps, group, kernel_order }: Match, added: NewNodes): string {
  if (taps === undefined) return w;
  const groups = [...Array(group).keys()];
  const numbers =
    kernel_order === 'group-major'
      ? groups.flatMap((g) => taps.map((tap) => g * taps.length + tap))
      : taps.flatMap((tap) => groups.map((g) => tap * group + g));
  const attribute = [{ name: 'axis', type: AttributeProto_AttributeType.INT, i: 1n }];
  return copied(fromPartial(NodeProto, { opType: 'Gather', input: [w, constant(numbers, added)], attribute }), added);
}

/** A value of one type as one of another: where products are cast before their sum, so are their factors, and they are exact. */
function cast(value: string, from: number, to: number, added: NewNodes): string {
  const attribute = [{ name: 'to', type: AttributeProto_AttributeType.INT, i: BigInt(to) }];
  return from === to ? value : copied(fromPartial(NodeProto, { opType: 'Cast', input: [value], attribute }), added);
}

function copied(node: NodeProto, added: NewNodes): string {
  const output = added.free(`${node.input[0]}/${node.opType}`);
  added.nodes.push({ ...node, name: output, output: [output] });
  return output;
}

/** What the subgraphs of a node call values of their own. */
function namesIn(node: NodeProto): string[] {
  return subgraphsOf(node).flatMap(namesOfGraph);
}

function namesOfGraph(graph: GraphProto): string[] {
  return [...initializerNames(graph), ...[...graph.input, ...graph.output].map(({ name }) => name)];
}

/** Names, and how often each one was asked for. */
class Names {
  readonly #asked = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    for (const name of taken) this.#asked.set(name, 1);
  }

  /** A name that nothing else has: this one, or this one with a number. */
  free(base: string): string {
    for (let name = base, k = this.#asked.get(base) ?? 0; ; name = `${base}_${k++}`) {
      if (this.#asked.has(name)) continue;
      this.#asked.set(name, 1);
      if (name !== base) this.#asked.set(base, k);
      return name;
    }
  }
}

/** Exporters name nodes by module path and operator: `/layer1/conv2/Reshape_2` becomes `/layer1/conv2/Involution`. */
function nameFor(node: NodeProto): string {
  const before = nameOf(node);
  return `${before.includes('/') ? before.slice(0, before.lastIndexOf('/')) : before}/${OPERATOR}`;
}

function involutionNode({ node: name, output, x, w, ...attributes }: FusedNode): NodeProto {
  return fromPartial(NodeProto, {
    name,
    domain: DOMAIN,
    opType: OPERATOR,
    input: [x, w],
    output: [output],
    attribute: attributeProtos(attributes),
  });
}

function importDomain(model: ModelProto): void {
  requireDomainVersion(model);
  importOpset(model, DOMAIN, DOMAIN_VERSION);
}
