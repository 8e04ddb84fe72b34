import type { ChannelGrouping, KernelOrder } from '@involution/core';
import { InvolutionError } from '@involution/core';
import type { INodeDef } from '@tensorflow/tfjs-converter';
import type { io } from '@tensorflow/tfjs-core';
import { type Finding, findInvolutions } from './fusion/fuse-graph.ts';
import { constantsOf } from './graph/constants.ts';
import { field } from './graph/node.ts';
import { readGraph } from './graph/read-graph.ts';
import { removeUnused } from './graph/remove-unused.ts';
import { attributesOf, INVOLUTION } from './ops/involution.ts';
import { Environment } from './symbolic/environment.ts';

/** An involution that was found among the nodes of a graph model. */
export interface FusedNode {
  /** Name of the node: the one that made the result before. */
  node: string;
  /** The image, `[N, H, W, C]`: a value of the model. */
  x: string;
  /** The weights, `[N, Ho, Wo, G·Kh·Kw]` or the same elements in another shape: a value of the model. */
  kernel: string;
  kernelSize: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** TensorFlow's `'same'`, or zeros before and after rows and columns. */
  pad: 'same' | readonly [rows: readonly [number, number], columns: readonly [number, number]];
  groups: number;
  kernelOrder: KernelOrder;
  channelGrouping: ChannelGrouping;
}

/** Sliding windows that match a part of the pattern of an involution and are not fused. */
export interface RejectedMatch {
  /** Name of the node that matches: of the product, or of the windows where there is none. */
  node: string;
  /** Why it is none, or what about it could not be proven. */
  reason: string;
}

/** What {@link fuseInvolution} returns. */
export interface FuseResult {
  /** The new model, or the one given when nothing was fused. */
  model: io.ModelArtifacts;
  /** The involutions that became a node each. */
  fused: FusedNode[];
  /** The matches that did not, and why. */
  rejected: RejectedMatch[];
  /** How many nodes only served what was fused, and are gone. */
  removed: number;
}

/**
 * Finds the involutions of a graph model that `tensorflowjs_converter` made of a TensorFlow or Keras model, where they are
 * written as `tf.image.extract_patches` (or that of `keras.ops`), a product with the weights and a sum, or a matrix product, or `tf.einsum`, and turns each
 * into one node. {@link registerOps} has what runs it.
 *
 * Nothing is fused on its looks. What each axis of each value between the windows and the result stands for is worked out from
 * the graph, symbolically where sizes are dynamic, and must provably be that of an involution of float32 at all sizes at
 * which the model runs. What can't be proven stays as it is and is listed with the reason. All tensors are taken to have at
 * least one element, and sizes to be less than 2¹⁵.
 *
 * Weights, inputs, outputs and all other nodes stay as they are. Values between windows and result are gone, so that
 * `execute` finds them no more by name. Functions that a graph calls are not searched.
 *
 * @param model What a handler of `tf.io` loads; not changed.
 * @returns The new model and what was found in it.
 * @throws InvolutionError `INVALID_MODEL` when it is no graph model of valid structure, or comes as a stream
 * (`streamWeights`).
 */
export function fuseInvolution(model: io.ModelArtifacts): FuseResult {
  if (field(model, 'getWeightStream') !== undefined) {
    const message = 'The weights come as a stream, and shapes are among them: load the model without streamWeights.';
    throw new InvolutionError('INVALID_MODEL', 'model', message);
  }
  const graph = readGraph(model);
  const { found, rejected } = findInvolutions(graph, new Environment(constantsOf(model)));
  const result = {
    model,
    fused: found.map(describe),
    rejected: rejected.map(({ node, reason }) => ({ node: node.name, reason })),
  };
  if (found.length === 0) return { ...result, removed: 0 };
  const replacements = new Map(found.map((finding) => [finding.node.name, nodeFor(finding)]));
  const before = (model.modelTopology as { node: INodeDef[] }).node;
  const node = removeUnused(before, replacements, graph.outputs);
  return {
    ...result,
    model: { ...model, modelTopology: { ...model.modelTopology, node } },
    removed: before.length - node.length,
  };
}

function describe({ node, match }: Finding): FusedNode {
  const { windows, weights, groups, kernelOrder, channelGrouping } = match;
  const { x, kernelSize, strides, dilations, pad } = windows;
  return {
    node: node.name,
    x,
    kernel: weights.value,
    kernelSize,
    strides,
    dilations,
    pad,
    groups,
    kernelOrder,
    channelGrouping,
  };
}

function nodeFor(finding: Finding): INodeDef {
  const { node: name, x, kernel, ...options } = describe(finding);
  const isKernelReshaped = !finding.match.weights.isInShape;
  const attr = attributesOf({ ...options, isKernelReshaped, outputShape: finding.outputShape });
  return { name, op: INVOLUTION, input: [x, kernel], attr };
}
