// All that kernels on the CPU compute with involutions.
import type { FusedGeometry } from '@involution/core';
import type { NodeSite, ReadExternal } from '@involution/onnx/model';
import type { GraphProto } from '@involution/onnx/proto';
import { absorbConvolutions } from './absorb-convolutions.ts';
import { absorbSpans } from './absorb-spans.ts';
import type { Absorbed } from './kernels.ts';

/**
 * Absorbs what kernels can compute.
 *
 * @param sites The involutions, which are changed.
 * @param read Of the files that constants may lie in.
 * @param pays Whether a kernel is to compute a span, as `absorbSpans` asks.
 */
export function absorb(
  graph: GraphProto,
  sites: readonly NodeSite[],
  read: ReadExternal,
  pays: (geometry: FusedGeometry) => boolean,
): Absorbed {
  const spans = absorbSpans(graph, sites, read, pays);
  const involutions = sites.map(({ node }) => node);
  return { spans, convolutions: absorbConvolutions(graph, involutions, read, (node) => spans.of(node) !== undefined) };
}
