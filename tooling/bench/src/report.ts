import { cpus, totalmem } from 'node:os';
import Table from 'cli-table3';
import type { Medians } from './contest.ts';
import { geometricMean } from './statistics.ts';

/** One contest: median milliseconds by contestant. */
export interface Measurement {
  shape: string;
  direction: 'forward' | 'forward + gradients';
  medians: Medians;
}

/** How the time of our forward pass grows with one quantity. */
export interface Growth {
  quantity: string;
  /** Quantity and median milliseconds. */
  points: [quantity: number, ms: number][];
  /** Of log time over log quantity: 1 is growth in proportion. */
  slope: number;
}

/** The most bytes that forward and backward take, by contestant: on the device, or in tensors where there is none. */
export interface PeakBytes {
  shape: string;
  bytes: Readonly<Record<string, number>>;
}

/** All that is measured of one runtime. */
export interface RuntimeBench {
  runtime: string;
  version: string;
  /** Of a GPU backend. */
  device?: string;
  measurements: Measurement[];
  growth: Growth[];
  peakBytes: PeakBytes[];
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
  const device = result.device ? `${result.device}, ` : '';
  const growth = result.growth.map(({ quantity, slope }) => `${quantity} ${slope.toFixed(2)}`).join(', ');
  const peaks = result.peakBytes.map(({ shape, bytes }) => {
    const each = Object.entries(bytes).map(([name, count]) => `${name} ${(count / 2 ** 20).toFixed(1)} MiB`);
    return `  ${shape}: ${each.join(', ')}`;
  });
  return [
    `${result.runtime} ${result.version}, ${device}${cpu}, ${cores} cores, Node ${node}; medians`,
    table.toString(),
    `growth of ours, slope of log time over log quantity: ${growth}`,
    `most bytes ${result.device ? 'on the device' : 'in tensors'}, forward + gradients:`,
    ...peaks,
  ].join('\n');
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
