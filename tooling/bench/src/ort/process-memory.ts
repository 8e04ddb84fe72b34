import { readFile } from 'node:fs/promises';

/**
 * The most memory that a process has had so far, in MiB: what lay in RAM, shared pages among it. On Linux.
 *
 * @throws Error where there is no `/proc`.
 */
export async function peakMiBOf(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
