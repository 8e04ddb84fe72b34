import type { NodeSite, ReadExternal } from '@involution/onnx/model';
import type { GraphProto } from '@involution/onnx/proto';
import type { Absorbed, Kernels } from './kernels.ts';

/**
 * Absorbs what kernels compute with involutions and beside them: spans, and convolutions where they compute any.
 *
 * @param graph Changed.
 * @param sites The involutions, which are changed.
 * @param read Of the files that constants may lie in.
 */
export async function absorb(
  graph: GraphProto,
  sites: readonly NodeSite[],
  read: ReadExternal,
  { paysToFuse, convolutions }: Kernels,
): Promise<Absorbed> {
  const { absorbSpans } = await import('./absorb-spans.ts');
  const spans = absorbSpans(graph, sites, read, paysToFuse);
  if (convolutions === undefined) return { spans };
  const { absorbConvolutions } = await import('./absorb-convolutions.ts');
  const involutions = sites.map(({ node }) => node);
  return { spans, convolutions: absorbConvolutions(graph, involutions, read, (node) => spans.of(node) !== undefined) };
}
