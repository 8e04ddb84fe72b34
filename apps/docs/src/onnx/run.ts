import { stoppable } from '../compute/stoppable.ts';
import type { ModelFiles } from './files.ts';
import type { ExpandReport, FuseReport, InspectReport } from './report.ts';
import type { OnnxCalls, Reply } from './worker.ts';

/** What each job reports. */
export interface Reports {
  inspect: InspectReport;
  fuse: FuseReport;
  expand: ExpandReport;
}

/**
 * Does something with a model in a worker of its own.
 *
 * @param signal Ends it at once.
 * @throws The signal's reason once aborted.
 */
export async function inWorker<Job extends keyof Reports>(
  job: Job,
  files: ModelFiles,
  signal: AbortSignal,
): Promise<Reply<Reports[Job]>> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'onnx' });
  const { calls, orEnded, end } = stoppable<OnnxCalls>(worker, 'the ONNX tool', signal);
  try {
    const call = calls[job] as (files: ModelFiles) => Promise<Reply<Reports[Job]>>;
    return await orEnded(call(files));
  } finally {
    end();
  }
}
