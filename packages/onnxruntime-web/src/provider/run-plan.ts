import type { ConvolutionCall } from './convolution-call.ts';
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

/** What a run does at once: a session of onnxruntime-web, or one of our kernels. */
export type Task = LoadedSubgraph | InvolutionCall | ConvolutionCall;

/** One step of a run. */
export interface Step {
  task: Task;
  /** Which of its outputs to compute. */
  outputs: readonly string[];
  /** Values that nothing reads afterwards. */
  done: readonly string[];
}

/** Whether a task is a session's. */
export function isSubgraph(task: Task): task is LoadedSubgraph {
  return 'session' in task;
}

/** Whether a task is a convolution. */
export function isConvolution(task: Task): task is ConvolutionCall {
  return 'convolution' in task;
}

/**
 * What a run has to do for some outputs of the model, and no more.
 *
 * @param tasks In an order in which they can run.
 * @param wanted Names of the outputs; they stay to the end.
 */
export function planRun(tasks: readonly Task[], wanted: readonly string[]): Step[] {
  const steps: Step[] = [];
  const read = new Set(wanted);
  // From the end to the beginning, where the first to read a value is the last in a run.
  for (const task of [...tasks].reverse()) {
    const outputs = task.outputs.filter((value) => read.has(value));
    if (outputs.length === 0) continue;
    const done = [...new Set<string>(task.inputs)].filter((value) => !read.has(value));
    for (const value of task.inputs) read.add(value);
    steps.unshift({ task, outputs, done });
  }
  return steps;
}
