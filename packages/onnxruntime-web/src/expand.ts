import { InvolutionError } from '@involution/core';
import type { FunctionProto, ModelProto, NodeProto } from 'onnx-buf';
import { checkNode } from './check-node.ts';
import { involutionFunction } from './function-body.ts';
import { importOpset, readModel, standardOpset, writeModel } from './model.ts';
import { DOMAIN, DOMAIN_VERSION, isInvolution } from './operator.ts';
import { nodesOf } from './walk.ts';

/** The first IR version in which one function name can have several bodies. */
const IR_VERSION_WITH_OVERLOADS = 10n;

/**
 * Gives each `ai.involution::Involution` node of a model a body of standard operators, as a model-local function, so
 * that the model runs in any ONNX runtime. The nodes stay, with their attributes, and so does all else.
 *
 * Nodes in subgraphs and in other model-local functions are found too. A node that has a body already keeps it.
 *
 * @param model The bytes of an ONNX model with ai.onnx version 13 or later; not changed.
 * @returns The bytes of the new model, or `model` itself when there is nothing to do.
 * @throws InvolutionError `INVALID_MODEL` when the bytes are no such model; core's codes (`INVALID_STRIDES`,
 * `CHANNELS_NOT_DIVISIBLE`, …) for a node whose attributes, or whose shapes as far as the model states them, break a
 * rule of the operator. `argument` names the node and the attribute or input.
 */
export function expandInvolution(model: Uint8Array): Uint8Array {
  const parsed = readModel(model);
  const bodies = new Set(parsed.functions.map(functionKey));
  const sites = [...nodesOf(parsed)].filter(({ node }) => isInvolution(node) && !bodies.has(calleeKey(node)));
  if (sites.length === 0) return model;

  const opset = standardOpset(parsed);
  requireDomainVersion(parsed);
  const checked = sites.map((site) => ({ ...site, attributes: checkNode(site) }));

  for (const { node, inFunction, attributes } of checked) {
    const body = involutionFunction(attributes, opset);
    node.overload = body.overload;
    if (inFunction !== undefined) importOpset(inFunction, DOMAIN, DOMAIN_VERSION);
    if (bodies.has(functionKey(body))) continue;
    bodies.add(functionKey(body));
    parsed.functions.push(body);
  }
  importOpset(parsed, DOMAIN, DOMAIN_VERSION);
  if (parsed.irVersion < IR_VERSION_WITH_OVERLOADS) parsed.irVersion = IR_VERSION_WITH_OVERLOADS;
  return writeModel(parsed);
}

function requireDomainVersion(model: ModelProto): void {
  const opset = model.opsetImport.find(({ domain }) => domain === DOMAIN);
  if (opset !== undefined && opset.version !== DOMAIN_VERSION) {
    const got = `${DOMAIN} version ${opset.version}`;
    throw new InvolutionError('INVALID_MODEL', 'model', got, `${DOMAIN} version ${DOMAIN_VERSION}`);
  }
}

function functionKey({ domain, name, overload }: FunctionProto): string {
  return JSON.stringify([domain, name, overload]);
}

/** The function that a node would call. */
function calleeKey({ domain, opType, overload }: NodeProto): string {
  return JSON.stringify([domain, opType, overload]);
}
