import type { ModelProto } from '@involution/onnx-messages';
import { type FusedNode, fuseModel, type RejectedMatch } from './fuse.ts';
import { type ExternalDataOptions, type ReadExternal, readerOf } from './graph/external-data.ts';
import { readModel } from './graph/model-file.ts';
import { nameOf } from './graph/names.ts';
import { type Dims, type NodeSite, nodesOf } from './graph/node-sites.ts';
import { standardVersion } from './graph/opsets.ts';
import { requireValidStructure } from './graph/structure.ts';
import { DOMAIN, isInvolution, type OperatorAttributes, readAttributes } from './operator/operator.ts';

/** An involution that is a node of a model. */
export interface InvolutionNode {
  /** Its name; its output's name where it has none. */
  node: string;
  /** Whether it calls a model-local function, as `expandInvolution` writes it, and runs in any runtime. */
  isExpanded: boolean;
  /** In ONNX's terms, defaults filled in. */
  attributes: OperatorAttributes;
  /** Shapes of its inputs as far as the model states them; `undefined` for a size, or all of them, that it leaves open. */
  x: Dims | undefined;
  w: Dims | undefined;
}

/** What {@link inspectInvolution} returns. */
export interface Inspection {
  /** Version of the standard operators that the model imports; `undefined` when it imports none. */
  opset: number | undefined;
  /** The involutions that are nodes already. */
  nodes: InvolutionNode[];
  /** Those that `fuseInvolution` would make nodes of. */
  fusable: FusedNode[];
  /** The matches that it would reject, and why. */
  rejected: RejectedMatch[];
}

/**
 * Lists what a model has of involutions: nodes, exporters' patterns that can become nodes, and rejected matches.
 *
 * @param model The bytes of an ONNX model; not changed.
 * @param options Files beside it that hold tensors, as for `fuseInvolution`.
 * @throws InvolutionError `INVALID_MODEL` when the bytes are no ONNX model of valid structure; for an Involution node whose
 * attributes can't be read, what `expandInvolution` throws for it.
 */
export function inspectInvolution(model: Uint8Array, { externalData = [] }: ExternalDataOptions = {}): Inspection {
  return inspectModel(readModel(model), readerOf(externalData));
}

/** Does to a parsed model what {@link inspectInvolution} does to a file; the model is changed. */
export function inspectModel(parsed: ModelProto, read: ReadExternal): Inspection {
  requireValidStructure(parsed);
  const nodes = involutionNodes(parsed);
  const version = standardVersion(parsed);
  const { fused, rejected } = fuseModel(parsed, read);
  return { opset: version === undefined ? undefined : Number(version), nodes, fusable: fused, rejected };
}

/** The involutions of a model that are nodes already, expanded ones among them. */
function involutionNodes(model: ModelProto): InvolutionNode[] {
  const functions = new Set(model.functions.filter(({ domain }) => domain === DOMAIN).map(({ name }) => name));
  return [...nodesOf(model)].flatMap((site) => {
    const isExpanded = site.node.domain === DOMAIN && functions.has(site.node.opType);
    return isExpanded || isInvolution(site.node) ? [describeSite(site, isExpanded)] : [];
  });
}

/** What is known of an involution node before a run. */
export function describeSite({ node, shapeOf }: NodeSite, isExpanded: boolean): InvolutionNode {
  const [x, w] = node.input.map(shapeOf);
  return { node: nameOf(node), isExpanded, attributes: readAttributes(node), x, w };
}
