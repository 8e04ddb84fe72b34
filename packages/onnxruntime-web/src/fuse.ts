import { create } from '@bufbuild/protobuf';
import { type ModelProto, type NodeProto, NodeProtoSchema } from 'onnx-buf';
import { type Finding, fuseGraph } from './fusion/fuse-graph.ts';
import { importOpset, readModel, requireDomainVersion, writeModel } from './model.ts';
import { labelOf } from './node-label.ts';
import { attributeProtos, DOMAIN, DOMAIN_VERSION, OPERATOR, type OperatorAttributes } from './operator.ts';
import { requireSoundStructure } from './structure.ts';
import { nodesOf } from './walk.ts';

/** An involution that was found among the nodes of a model. */
export interface FusedNode {
  /** Name of the Involution node. */
  name: string;
  /** The value that it makes: the one that the nodes before made. */
  output: string;
  /** Names of its inputs: the feature map X, `[N, C, H, W]`, and the weights W, `[N, G·Kh·Kw, Ho, Wo]`. */
  x: string;
  w: string;
  kernel_shape: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** `[top, left, bottom, right]`. */
  pads: readonly [number, number, number, number];
  group: number;
}

/** Sliding windows that look like a part of an involution and were left alone. */
export interface SkippedMatch {
  /** Name of the last node that looks like one; its output's name where it has none. */
  node: string;
  /** Why it is none, or what about it could not be proven. */
  reason: string;
}

/** What became of a model's involutions. */
export interface Fusion {
  /** The involutions that became a node each. */
  fused: FusedNode[];
  /** The look-alikes that did not. */
  skipped: SkippedMatch[];
  /** How many nodes and initializers only served what was fused, and are gone. */
  removed: number;
}

/** What {@link fuseInvolution} returns. */
export interface FuseResult extends Fusion {
  /** The bytes of the new model, or those given when nothing was fused. */
  model: Uint8Array;
}

/**
 * Finds what exporters write for an involution that is made of `unfold`, a product and a sum, and turns each into one
 * `ai.involution::Involution` node.
 *
 * Nothing is fused on its looks. The indices of the windows, the shapes between the nodes, the order of the taps and the
 * grouping of the channels are computed from the model, symbolically where sizes are open, and must be provably those of
 * a group-major, blocked involution of float32 at all sizes at which the model runs. What can't be proven stays as it is
 * and is listed with the reason. All tensors are taken to have at least one element, and shapes that the model states for
 * the results of operators that this package does not know are taken to be true.
 *
 * Nodes and initializers that only served what was fused are removed. All else stays: names of inputs and outputs, other
 * nodes, metadata, what nobody used before. Subgraphs of `If`, `Loop` and `Scan` are searched too, model-local functions
 * are not.
 *
 * @param model The bytes of an ONNX model; not changed. Values that are stored outside it are not known.
 * @returns The new model and what was found in it.
 * @throws InvolutionError `INVALID_MODEL` when the bytes are no ONNX model of sound structure, or it imports another
 * version of `ai.involution`.
 */
export function fuseInvolution(model: Uint8Array): FuseResult {
  const parsed = readModel(model);
  requireSoundStructure(parsed);
  const fusion = fuseModel(parsed);
  return { model: fusion.fused.length === 0 ? model : writeModel(parsed), ...fusion };
}

/**
 * Does to a parsed model what {@link fuseInvolution} does to a file.
 *
 * @param model Of sound structure; changed.
 * @throws InvolutionError `INVALID_MODEL` when something was fused and it imports another version of `ai.involution`.
 */
export function fuseModel(model: ModelProto): Fusion {
  const names = new Set([...nodesOf(model)].map(({ node }) => node.name));
  const fused: FusedNode[] = [];
  const { missed, removed } = fuseGraph(model.graph!, (finding) => {
    const description = describe(finding, names);
    fused.push(description);
    return involutionNode(description);
  });
  const skipped = missed.map(({ node, reason }) => ({ node: labelOf(node), reason }));
  if (fused.length > 0) importDomain(model);
  return { fused, skipped, removed };
}

function describe({ node, match }: Finding, names: Set<string>): FusedNode {
  const { x, w, windows, grouping } = match;
  const { kernel_shape, strides, dilations, pads } = windows;
  const name = freeName(node, names);
  return { name, output: node.output[0]!, x, w, kernel_shape, strides, dilations, pads, group: grouping.group };
}

/** Exporters name nodes by module path and operator: `/layer1/conv2/Reshape_2` becomes `/layer1/conv2/Involution`. */
function freeName(node: NodeProto, names: Set<string>): string {
  const label = labelOf(node);
  const base = label.includes('/') ? `${label.slice(0, label.lastIndexOf('/'))}/${OPERATOR}` : `${label}/${OPERATOR}`;
  let name = base;
  for (let k = 1; names.has(name); k++) name = `${base}_${k}`;
  names.add(name);
  return name;
}

function involutionNode({ name, output, x, w, ...attributes }: FusedNode): NodeProto {
  const all: OperatorAttributes = { ...attributes, kernel_order: 'group-major', channel_grouping: 'blocked' };
  return create(NodeProtoSchema, {
    name,
    domain: DOMAIN,
    opType: OPERATOR,
    input: [x, w],
    output: [output],
    attribute: attributeProtos(all),
  });
}

function importDomain(model: ModelProto): void {
  requireDomainVersion(model);
  importOpset(model, DOMAIN, DOMAIN_VERSION);
}
