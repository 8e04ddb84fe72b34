import type { InvolutionCall } from './involution-call.ts';
import type { Session } from './ort.ts';

/** A subgraph of the model, ready to run. */
export interface LoadedSubgraph {
  session: Session;
  inputs: readonly string[];
  outputs: readonly string[];
  /** What messages call its nodes. */
  labels: readonly string[];
}

/** What runs at once. */
export interface LoadedPartition {
  subgraph: LoadedSubgraph | undefined;
  calls: readonly InvolutionCall[];
}

/** One thing to do in a run. */
export interface Step {
  /** A subgraph and which of its outputs to compute, or an involution. */
  work: { subgraph: LoadedSubgraph; fetches: readonly string[] } | { call: InvolutionCall };
  /** Values that nothing reads afterwards. */
  done: readonly string[];
}

/**
 * What a run has to do for some outputs of the model, and no more.
 *
 * @param wanted Names of the outputs; they stay to the end.
 */
export function planRun(partitions: readonly LoadedPartition[], wanted: readonly string[]): Step[] {
  const steps: Step[] = [];
  const read = new Set(wanted);
  // From the end to the beginning, where the first to read a value is the last in a run.
  const add = (work: Step['work'], reads: readonly string[]) => {
    const done = [...new Set(reads)].filter((value) => !read.has(value));
    for (const value of reads) read.add(value);
    steps.unshift({ work, done });
  };
  for (const { subgraph, calls } of [...partitions].reverse()) {
    for (const call of calls.filter(({ y }) => read.has(y)).reverse()) add({ call }, [call.x, call.w]);
    const fetches = subgraph?.outputs.filter((value) => read.has(value)) ?? [];
    if (subgraph !== undefined && fetches.length > 0) add({ subgraph, fetches }, subgraph.inputs);
  }
  return steps;
}
