// RedNet-50 and ResNet-50 in PyTorch on the CPU, which their runs on the web are compared with.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Median milliseconds of a run on one image of 224×224, by number of threads. */
export interface PyTorchTimes {
  readonly version: string;
  readonly milliseconds: Readonly<Record<string, Readonly<Record<PyTorchNetwork, number>>>>;
}

export type PyTorchNetwork = 'rednet50' | 'resnet50';

/** The Python that the environment names, if it names one. */
export function namedPython(): string | undefined {
  return process.env.INVOLUTION_PYTHON || undefined;
}

/** @param python One that has tooling/fixtures/requirements.txt. */
export async function timePyTorch(python: string, threads: readonly number[]): Promise<PyTorchTimes> {
  return JSON.parse(await runPython(python, 'time_networks.py', ...threads.map(String))) as PyTorchTimes;
}

/** The most MiB that a process of its own has after it made a network and ran it once, on one thread. */
export async function memoryInPyTorch(python: string, network: PyTorchNetwork): Promise<number> {
  return Number(await runPython(python, 'network_memory.py', network));
}

async function runPython(python: string, script: string, ...args: string[]): Promise<string> {
  const path = fileURLToPath(import.meta.resolve(`@involution/fixtures/${script}`));
  return (await promisify(execFile)(python, [path, ...args])).stdout;
}
