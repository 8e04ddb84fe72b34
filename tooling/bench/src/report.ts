import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import { geometricMean, type Medians } from './contest.ts';

/** One contest: median milliseconds by contestant. */
export interface Measurement {
  shape: string;
  direction: 'forward' | 'forward + gradients';
  medians: Medians;
}

/** All contests of one runtime. */
export interface RuntimeBench {
  runtime: string;
  version: string;
  measurements: Measurement[];
}

/** What a results file holds. */
export interface BenchResult extends RuntimeBench {
  command: string;
  date: string;
  machine: { cpu: string; cores: number; memoryGiB: number; node: string };
  /** Geometric means over the shapes, by direction and rival: how many times as long the rival takes. */
  geometricMeans: { direction: string; rival: string; rivalOverOurs: number; oursOverRival: number }[];
}

/** Adds the machine and the geometric means to the measurements. */
export function toResult(bench: RuntimeBench, command: string): BenchResult {
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    ...bench,
    geometricMeans: geometricMeansOf(bench.measurements),
  };
}

/** The result as a table for people. */
export function toTable(result: BenchResult): string {
  const rivals = [...new Set(result.measurements.flatMap(({ medians }) => Object.keys(medians)))].filter(
    (name) => name !== 'ours',
  );
  const table = new Table({
    head: ['shape', 'direction', 'ours, ms', ...rivals.flatMap((rival) => [`${rival}, ms`, `${rival} / ours`])],
    style: { head: [], border: [] },
  });
  for (const { shape, direction, medians } of result.measurements) {
    const ours = medians.ours!;
    table.push([shape, direction, ours.toFixed(2), ...rivals.flatMap((rival) => cells(medians[rival], ours))]);
  }
  for (const { direction, rival, rivalOverOurs, oursOverRival } of result.geometricMeans) {
    const text = `${rival} / ours ${rivalOverOurs.toFixed(2)}, ours / ${rival} ${oursOverRival.toFixed(3)}`;
    table.push(['geometric mean', direction, { colSpan: 1 + 2 * rivals.length, content: text }]);
  }
  const { cpu, cores, node } = result.machine;
  return `${result.runtime} ${result.version}, ${cpu}, ${cores} cores, Node ${node}; medians\n${table.toString()}`;
}

function cells(rival: number | undefined, ours: number): string[] {
  return rival === undefined ? ['', ''] : [rival.toFixed(2), (rival / ours).toFixed(2)];
}

function geometricMeansOf(measurements: readonly Measurement[]): BenchResult['geometricMeans'] {
  const directions = [...new Set(measurements.map(({ direction }) => direction))];
  return directions.flatMap((direction) => {
    const medians = measurements.filter((m) => m.direction === direction).map((m) => m.medians);
    const rivals = Object.keys(medians[0]).filter((name) => name !== 'ours');
    return rivals.map((rival) => {
      const rivalOverOurs = geometricMean(medians.map((m) => m[rival] / m.ours!));
      return { direction, rival, rivalOverOurs, oursOverRival: 1 / rivalOverOurs };
    });
  });
}
