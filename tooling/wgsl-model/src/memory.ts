// Accesses as a GPU's memory sees them: those of a subgroup's invocations to one place of the text are one request, which
// fetches sectors.
import { type ModelledProgram, type Tracer, traceOf } from './trace.ts';

/** Bytes that memory gives at least: a sector of a discrete GPU's caches, and less than a line of any. */
export const SECTOR_BYTES = 32;
/** Invocations that issue a request together. */
export const SUBGROUP_SIZE = 32;

/** Requests to an array, of those workgroups that were run. */
export interface ArrayTraffic {
  /** Requests: one for each place in the text, trip through its loops and subgroup. */
  requests: number;
  /** Sectors that they touch. */
  sectors: number;
  /** Sectors that would hold the numbers of each request, were they side by side. */
  minSectors: number;
}

/** What a program moves. */
export interface Traffic {
  /** Of loads, by array. */
  loads: Readonly<Record<string, ArrayTraffic>>;
  stores: ArrayTraffic;
  /** Sectors of the loads of all workgroups. */
  sectors: number;
  /** Sectors of all loads over the fewest that they could be. */
  sectorRatio: number;
  /** Sectors of loads for each request. */
  sectorsPerLoad: number;
  /** Bytes of all sectors that a workgroup reads, each once, and of those that it writes, of all workgroups. */
  bytes: number;
}

/**
 * Counts what a program's workgroups move.
 *
 * @param mostWorkgroups How many are run. Of more, as many are taken from all over, and what they move stands for all.
 */
export function trafficOf(program: ModelledProgram, mostWorkgroups = 256): Traffic {
  const tracer = traceOf(program);
  const loads: Record<string, ArrayTraffic> = {};
  for (const { name } of program.operands) loads[name] = { requests: 0, sectors: 0, minSectors: 0 };
  const stores: ArrayTraffic = { requests: 0, sectors: 0, minSectors: 0 };
  let sectorsOfWorkgroups = 0;
  const workgroups = workgroupsOf(program);
  const sample = sampleOf(workgroups, mostWorkgroups);
  for (const workgroup of sample) {
    const touched = new Map<string, Set<number>>();
    for (let lane = 0; lane < program.workgroupSize; lane += SUBGROUP_SIZE) {
      const first = workgroup * program.workgroupSize + lane;
      for (const { site, elements } of requestsOf(
        tracer,
        first,
        Math.min(SUBGROUP_SIZE, program.workgroupSize - lane),
      )) {
        const { array, isStore, bytes } = tracer.sites[site]!;
        const distinct = new Set(elements);
        const sectors = new Set([...distinct].map((element) => Math.floor((element * bytes) / SECTOR_BYTES)));
        const traffic = isStore ? stores : loads[array]!;
        traffic.requests++;
        traffic.sectors += sectors.size;
        traffic.minSectors += Math.ceil((distinct.size * bytes) / SECTOR_BYTES);
        const ofArray = touched.get(array) ?? new Set();
        touched.set(array, ofArray);
        for (const sector of sectors) ofArray.add(sector);
      }
    }
    for (const { size } of touched.values()) sectorsOfWorkgroups += size;
  }
  const total = (part: keyof ArrayTraffic) => Object.values(loads).reduce((sum, each) => sum + each[part], 0);
  const all = workgroups / sample.length;
  return {
    loads,
    stores,
    sectors: total('sectors') * all,
    sectorRatio: total('sectors') / total('minSectors'),
    sectorsPerLoad: total('sectors') / total('requests'),
    bytes: sectorsOfWorkgroups * SECTOR_BYTES * all,
  };
}

function workgroupsOf({ dispatch }: ModelledProgram): number {
  return dispatch.reduce((product, size) => product * size, 1);
}

/** Numbers below `count`: all, or `most` of them, as far from each other as may be but in no step with sizes. */
function sampleOf(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.floor(((k + ((k * 0.618034) % 1)) * count) / most));
}

interface Request {
  readonly site: number;
  readonly elements: number[];
}

/** What a subgroup asks for, from its first invocation's index on. */
function requestsOf(tracer: Tracer, first: number, size: number): Iterable<Request> {
  const requests = new Map<number, Request>();
  for (let lane = 0; lane < size; lane++) {
    tracer.run(first + lane, (site, trip, element) => {
      const key = trip * tracer.sites.length + site;
      const request = requests.get(key);
      if (request) request.elements.push(element);
      else requests.set(key, { site, elements: [element] });
    });
  }
  return requests.values();
}
