/** What a core of a GPU has for the workgroups that run on it at a time. */
export interface Core {
  /** Invocations that it holds at most. */
  readonly invocations: number;
  readonly workgroups: number;
  /** Registers of 32 bits, over all invocations. */
  readonly registers: number;
  /** Registers of an invocation are given out in steps of so many. */
  readonly registerStep: number;
  /** Bytes of workgroups' memory. */
  readonly workgroupBytes: number;
}

/** Two GPUs that differ as much as those of users do, by their makers' manuals. */
export const CORES = {
  /** A streaming multiprocessor of NVIDIA's Ada, compute capability 8.9. */
  discrete: { invocations: 1536, workgroups: 24, registers: 65536, registerStep: 8, workgroupBytes: 100 * 1024 },
  /** A shader core of Arm's Valhall: twice the invocations where they need at most 32 registers each. */
  mobile: { invocations: 1024, workgroups: 16, registers: 32768, registerStep: 32, workgroupBytes: 32 * 1024 },
} as const satisfies Record<string, Core>;

/** The share of a core's invocations that can be there at a time: what hides the time that memory takes. */
export function occupancyOf(
  { registers, workgroupSize, workgroupBytes }: { registers: number; workgroupSize: number; workgroupBytes: number },
  core: Core,
): number {
  const each = Math.ceil(registers / core.registerStep) * core.registerStep;
  const workgroups = Math.min(
    core.workgroups,
    Math.floor(core.invocations / workgroupSize),
    Math.floor(core.registers / (each * workgroupSize)),
    workgroupBytes === 0 ? Infinity : Math.floor(core.workgroupBytes / workgroupBytes),
  );
  return (workgroups * workgroupSize) / core.invocations;
}
