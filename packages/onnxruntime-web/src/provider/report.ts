import type { FusedNode, RejectedMatch } from '@involution/onnx';
import { nameOf } from '@involution/onnx/model';
import { logsWarnings } from './onnxruntime-internals.ts';
import type { OrtModule, SessionOptions } from './ort.ts';
import type { Placement } from './placement.ts';

/** What became of a model's involutions in a session. */
export interface InvolutionReport {
  /** onnxruntime-web's own execution provider, which runs all else: `'webgpu'`, `'wasm'`, … */
  executionProvider: string;
  /** Those that are preferred to it and don't work here, with onnxruntime's own account of each. */
  unavailable: { executionProvider: string; reason: string }[];
  /** Each involution. */
  involutions: {
    /** The node's name; its output's name where it has none. */
    node: string;
    /** `'kernel'`: one of ours; `'function'`: standard operators, as `expandInvolution` writes them. */
    runsAs: 'kernel' | 'function';
    /** Why it is no kernel. */
    reason?: string;
    /** The convolution that makes W, where the kernel computes it too, so that W never exists. */
    span?: string;
  }[];
  /** Convolutions around involutions that our kernels compute, and the linear layer of the means behind them. */
  convolutions: readonly string[];
  /** How many subgraphs, each a session of onnxruntime-web's own, the rest of the model became. */
  subgraphs: number;
  /** The involutions that were an exporter's pattern of nodes. */
  fused: readonly FusedNode[];
  /** Matches of such a pattern that were rejected, and why. */
  rejected: readonly RejectedMatch[];
}

/** Each involution of a session, for its report. */
export function describePlacements(placements: readonly Placement[]): InvolutionReport['involutions'] {
  return placements.map(({ site, reason, span }) => {
    const node = nameOf(site.node);
    if (reason !== undefined) return { node, runsAs: 'function', reason };
    return { node, runsAs: 'kernel', ...(span !== undefined && { span }) };
  });
}

/** Warns of involutions that run as functions, where `ort.env.logLevel` and the session's own level let warnings through. */
export function warnOfFunctions({ involutions }: InvolutionReport, ort: OrtModule, options: SessionOptions): void {
  if (!logsWarnings(ort, options)) return;
  for (const { node, reason } of involutions) {
    if (reason === undefined) continue;
    console.warn(`[W:involution] node '${node}' runs as a function of standard operators, because ${reason}`);
  }
}
