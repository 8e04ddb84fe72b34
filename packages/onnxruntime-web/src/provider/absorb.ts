// All that kernels compute with involutions: what only some kernels need, in a file of its own for bundlers.
import type { NodeSite, ReadExternal } from '@involution/onnx/model';
import type { GraphProto } from '@involution/onnx/proto';
import { type AbsorbedConvolutions, absorbConvolutions } from './absorb-convolutions.ts';
import { type AbsorbedSpans, absorbSpans } from './absorb-spans.ts';
import type { Kernels } from './kernels.ts';

/** What became of a graph. */
export interface Absorbed {
  /** Those that the involutions compute. */
  readonly spans: AbsorbedSpans;
  /** Those that the kernels compute beside them. */
  readonly convolutions: AbsorbedConvolutions;
}

/**
 * Absorbs what kernels can compute.
 *
 * @param sites The involutions, which are changed.
 * @param read Of the files that constants may lie in.
 */
export function absorb(
  graph: GraphProto,
  sites: readonly NodeSite[],
  read: ReadExternal,
  { fused, network }: Kernels,
): Absorbed {
  const spans = absorbSpans(graph, sites, read, (geometry) => fused?.pays(geometry) ?? false);
  const involutions = network ? sites.map(({ node }) => node) : [];
  return { spans, convolutions: absorbConvolutions(graph, involutions, read, (node) => spans.of(node) !== undefined) };
}
