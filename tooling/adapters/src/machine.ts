import { cpus, totalmem } from 'node:os';

/** What the figures were seen on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  node: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** The machine in words. */
export function machineLine({ cpu, cores, node }: Machine): string {
  return `${cpu}, ${cores} cores, Node ${node}`;
}
