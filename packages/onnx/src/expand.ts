import { InvolutionError, sizeOf } from '@involution/core';
import type { ModelProto, NodeProto } from '@involution/onnx-messages';
import { involutionFunction } from './expand/function-body.ts';
import { readModel, writeModel } from './graph/model-file.ts';
import { quotedNode } from './graph/names.ts';
import { type NodeSite, nodesOf } from './graph/node-sites.ts';
import { importOpset, requireStandardVersion } from './graph/opsets.ts';
import { requireValidStructure } from './graph/structure.ts';
import { checkNode } from './operator/check-node.ts';
import {
  DOMAIN,
  DOMAIN_VERSION,
  definesInvolution,
  isInvolution,
  type OperatorAttributes,
  requireDomainVersion,
} from './operator/operator.ts';

/** The lowest version of the standard operators in which `Split` takes its sizes as an input. */
const OLDEST_OPSET = 13n;

/** The first IR version in which functions have attributes with defaults. */
const OLDEST_IR_VERSION = 9n;

/** Each tap becomes four nodes. 64 × 64 of them are far more than any net has, and no more than a runtime can load. */
const MAX_TAPS = 4096;

/**
 * Turns each `ai.involution::Involution` node of a model into a call of a model-local function of standard operators, so
 * that the model runs in any ONNX runtime. A node keeps all but its operator's name, which becomes that of the function
 * for its attributes' values (`Involution_k3x3_…`); all else in the model stays as it is.
 *
 * Nodes in subgraphs and in other model-local functions are found too. Where the model has a function `Involution` of
 * its own in this domain, its nodes are left to that.
 *
 * @param model The bytes of an ONNX model with ai.onnx version 13 or later; not changed.
 * @returns The bytes of the new model, or `model` itself when there is nothing to do.
 * @throws InvolutionError `INVALID_MODEL` when the bytes are no such model of valid structure, or a kernel has more than
 * 4096 taps; core's codes (`INVALID_STRIDES`, `CHANNELS_NOT_DIVISIBLE`, …) for a node whose attributes, or whose shapes
 * as far as the model states them, break a rule of the operator. `argument` names the node and the attribute or input.
 */
export function expandInvolution(model: Uint8Array): Uint8Array {
  const parsed = readModel(model);
  requireValidStructure(parsed);
  return expandModel(parsed).length === 0 ? model : writeModel(parsed);
}

/**
 * Does to a parsed model what {@link expandInvolution} does to a file.
 *
 * @param model Of valid structure; changed.
 * @returns The nodes that were expanded.
 */
export function expandModel(model: ModelProto): NodeSite[] {
  const sites = definesInvolution(model) ? [] : [...nodesOf(model)].filter(({ node }) => isInvolution(node));
  if (sites.length > 0) expandNodes(model, sites);
  return sites;
}

/**
 * Does to some involution nodes of a parsed model what {@link expandInvolution} does to all.
 *
 * @param model Of valid structure, without a function `Involution` of its own; changed.
 * @param sites Of its nodes.
 * @throws InvolutionError as {@link expandInvolution}, before anything is changed.
 */
export function expandNodes(model: ModelProto, sites: readonly NodeSite[]): void {
  const opset = requireStandardVersion(model, OLDEST_OPSET);
  requireDomainVersion(model);
  const checked = sites.map((site) => ({ ...site, attributes: checkNode(site) }));
  for (const { node, attributes } of checked) requireFewTaps(node, attributes);

  const functionNames = new Set(model.functions.filter(({ domain }) => domain === DOMAIN).map(({ name }) => name));
  for (const { node, inFunction, attributes } of checked) {
    const callee = involutionFunction(attributes, opset);
    node.opType = callee.name;
    if (inFunction !== undefined) importOpset(inFunction, DOMAIN, DOMAIN_VERSION);
    if (functionNames.has(callee.name)) continue;
    functionNames.add(callee.name);
    model.functions.push(callee);
  }
  importOpset(model, DOMAIN, DOMAIN_VERSION);
  if (model.irVersion < OLDEST_IR_VERSION) model.irVersion = OLDEST_IR_VERSION;
}

function requireFewTaps(node: NodeProto, { kernel_shape }: OperatorAttributes): void {
  if (sizeOf(kernel_shape) <= MAX_TAPS) return;
  const argument = `${quotedNode(node)}, attribute kernel_shape`;
  const message = `${argument} is [${kernel_shape.join(', ')}], but at most ${MAX_TAPS} taps can be expanded.`;
  throw new InvolutionError('INVALID_MODEL', argument, message);
}
