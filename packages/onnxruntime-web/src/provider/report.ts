import type { FusedNode, SkippedMatch } from '../fuse.ts';
import { describeNode } from '../operator.ts';
import type { OrtModule, SessionOptions } from './ort.ts';
import type { Verdict } from './support.ts';

/** What became of a model's involutions in a session. */
export interface InvolutionReport {
  /** The stock execution provider that runs all else: `'webgpu'`, `'wasm'`, … */
  executionProvider: string;
  /** Those that are preferred to it and don't work here, with onnxruntime's own account of each. */
  unavailable: { executionProvider: string; reason: string }[];
  /** Each involution. */
  involutions: {
    /** The node's name, or what stands for it in messages where it has none. */
    node: string;
    /** `'kernel'`: one of ours; `'function'`: standard operators, as `expandInvolution` writes them. */
    runsAs: 'kernel' | 'function';
    /** Why it is no kernel. */
    reason?: string;
  }[];
  /** How many stock sessions the rest of the model became. */
  pieces: number;
  /** The involutions that were an exporter's pattern of nodes. */
  fused: readonly FusedNode[];
  /** What looks like such a pattern and was left alone. */
  skipped: readonly SkippedMatch[];
}

/** Each involution of a session, for its report. */
export function describeVerdicts(verdicts: readonly Verdict[]): InvolutionReport['involutions'] {
  return verdicts.map(({ site, reason }) => {
    const node = describeNode(site.node);
    return reason === undefined ? { node, runsAs: 'kernel' } : { node, runsAs: 'function', reason };
  });
}

/** onnxruntime's numbers of its log levels. */
const WARNING = 2;
const LEVELS: readonly string[] = ['verbose', 'info', 'warning', 'error', 'fatal'];

/** Warns of involutions that run as functions, where `ort.env.logLevel` and the session's own level let warnings through. */
export function warnOfFunctions(
  { involutions }: InvolutionReport,
  { env }: OrtModule,
  { logSeverityLevel = WARNING }: SessionOptions,
): void {
  if (LEVELS.indexOf(env.logLevel ?? 'warning') > WARNING || logSeverityLevel > WARNING) return;
  for (const { node, reason } of involutions) {
    if (reason === undefined) continue;
    console.warn(`[W:involution] ${node} runs as a function of standard operators, because ${reason}`);
  }
}
