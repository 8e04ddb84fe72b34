import type { NodeSite, ReadExternal } from '@involution/onnx/model';
import type { GraphProto, NodeProto } from '@involution/onnx/proto';
import { absorbSpans } from './absorb-spans.ts';
import type { Absorbed, Kernels } from './kernels.ts';

/**
 * Absorbs what kernels can compute with involutions and beside them: spans, and convolutions where they compute any.
 *
 * @param graph Changed.
 * @param sites The involutions, which are changed.
 * @param read Of the files that constants may lie in.
 */
export function absorb(
  graph: GraphProto,
  sites: readonly NodeSite[],
  read: ReadExternal,
  { paysToFuse, convolutions }: Kernels,
): Absorbed {
  const spans = absorbSpans(graph, sites, read, paysToFuse);
  const involutions = sites.map(({ node }) => node);
  const isFloat = (node: NodeProto) => spans.of(node) !== undefined;
  return { spans, convolutions: convolutions?.absorb(graph, involutions, read, isFloat) };
}
