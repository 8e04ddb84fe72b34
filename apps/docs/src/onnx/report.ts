// What the page does with a model: the library's functions, and what is drawn of their results.
import {
  type ExternalFile,
  expandInvolution,
  fuseInvolution,
  type Inspection,
  inspectInvolution,
  type RejectedMatch,
} from '@involution/onnx';
import { externalLocations, readModel } from '@involution/onnx/model';
import { type ExpandedNode, expandedNodes, type ReplacedSubgraph, replacedSubgraphs } from './subgraph.ts';

/** What is in a model. */
export interface InspectReport extends Inspection {
  /** Files beside it that it says hold some of its tensors. */
  readonly locations: readonly string[];
}

/** What fusing did. */
export interface FuseReport {
  /** `undefined` when nothing was fused. */
  readonly model: Uint8Array | undefined;
  readonly replaced: readonly ReplacedSubgraph[];
  readonly rejected: readonly RejectedMatch[];
  readonly removed: number;
}

/** What expanding did. */
export interface ExpandReport {
  /** `undefined` when there was nothing to expand. */
  readonly model: Uint8Array | undefined;
  readonly nodes: readonly ExpandedNode[];
}

export function inspectReport(model: Uint8Array, externalData: readonly ExternalFile[]): InspectReport {
  const inspection = inspectInvolution(model, { externalData });
  return { ...inspection, locations: externalLocations(readModel(model)) };
}

export function fuseReport(model: Uint8Array, externalData: readonly ExternalFile[]): FuseReport {
  const { model: result, fused, rejected, removed } = fuseInvolution(model, { externalData });
  const replaced = replacedSubgraphs(readModel(model), readModel(result), fused);
  return { model: result === model ? undefined : result, replaced, rejected, removed };
}

export function expandReport(model: Uint8Array): ExpandReport {
  const result = expandInvolution(model);
  if (result === model) return { model: undefined, nodes: [] };
  return { model: result, nodes: expandedNodes(readModel(result)) };
}
