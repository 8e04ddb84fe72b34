import { type FusedNode, fuseInvolution, type SkippedMatch } from './fuse.ts';
import { readModel } from './model.ts';
import { DOMAIN, describeNode, isInvolution, type OperatorAttributes, readAttributes } from './operator.ts';
import { requireSoundStructure } from './structure.ts';
import { type Dims, nodesOf } from './walk.ts';

/** An involution that is a node of a model. */
export interface InvolutionNode {
  /** Its name, or what stands for it in messages where it has none. */
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
  /** The look-alikes that it would leave alone. */
  skipped: SkippedMatch[];
}

/**
 * Lists what a model has of involutions: nodes, exporter patterns that can become nodes, and look-alikes.
 *
 * @param model The bytes of an ONNX model; not changed.
 * @throws InvolutionError `INVALID_MODEL` when the bytes are no ONNX model of sound structure; for an Involution node whose
 * attributes can't be read, what `expandInvolution` throws for it.
 */
export function inspectInvolution(model: Uint8Array): Inspection {
  const parsed = readModel(model);
  requireSoundStructure(parsed);
  const functions = new Set(parsed.functions.filter(({ domain }) => domain === DOMAIN).map(({ name }) => name));
  const nodes: InvolutionNode[] = [];
  for (const { node, shapeOf } of nodesOf(parsed)) {
    const isExpanded = node.domain === DOMAIN && functions.has(node.opType);
    if (!isExpanded && !isInvolution(node)) continue;
    const [x, w] = node.input;
    nodes.push({
      node: describeNode(node),
      isExpanded,
      attributes: readAttributes(node),
      x: x === undefined ? undefined : shapeOf(x),
      w: w === undefined ? undefined : shapeOf(w),
    });
  }
  const { fused, skipped } = fuseInvolution(model);
  const opset = parsed.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  return { opset: opset && Number(opset.version), nodes, fusable: fused, skipped };
}
