import { type Traffic, trafficOf } from './memory.ts';
import { CORES, occupancyOf } from './occupancy.ts';
import { registersOf } from './registers.ts';
import type { ModelledProgram } from './trace.ts';

export { type ArrayTraffic, SECTOR_BYTES, SUBGROUP_SIZE, type Traffic, trafficOf } from './memory.ts';
export { type ModelledProgram, type Tracer, traceOf } from './trace.ts';

/** What is known of a program before any GPU runs it. */
export interface ProgramModel extends Traffic {
  registers: number;
  /** Bytes of workgroup memory. */
  workgroupBytes: number;
  /** Shares of a core's invocations, by kind of GPU. */
  occupancy: Readonly<Record<keyof typeof CORES, number>>;
}

/**
 * The model of a program: what it reads and writes, registers and occupancy.
 *
 * @param mostWorkgroups As for {@link trafficOf}.
 */
export function modelOf(program: ModelledProgram, mostWorkgroups?: number): ProgramModel {
  const registers = registersOf(program);
  const workgroupBytes = workgroupBytesOf(program.body);
  const use = { registers, workgroupSize: program.workgroupSize, workgroupBytes };
  return {
    ...trafficOf(program, mostWorkgroups),
    registers,
    workgroupBytes,
    occupancy: { discrete: occupancyOf(use, CORES.discrete), mobile: occupancyOf(use, CORES.mobile) },
  };
}

/** Of arrays in the workgroup's memory, as the text declares them. */
function workgroupBytesOf(body: string): number {
  const arrays = [...body.matchAll(/var<workgroup> \w+: array<(f32|vec4<f32>), (\d+)>/g)];
  return arrays.reduce((sum, [, type, length]) => sum + Number(length) * (type === 'f32' ? 4 : 16), 0);
}
