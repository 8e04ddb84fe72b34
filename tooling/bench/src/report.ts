import { machineLine, thisMachine } from '@involution/adapters/machine';
import Table from 'cli-table3';
import { geometricMean } from 'simple-statistics';
import type { Medians } from './contest.ts';
import type { Growth } from './growth.ts';
import { type Limits, limitsLine } from './wasm/limits.ts';

export type Direction = 'forward' | 'forward + gradients';

/** One contest: median milliseconds by contestant. */
export interface Measurement {
  shape: string;
  direction: Direction;
  multiplyAdds: number;
  medians: Medians;
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
  growth?: Growth[];
  peakBytes?: PeakBytes[];
  /** Of the machine, where our kernels are compared with them. */
  limits?: Limits;
}

/** A bench's part of a results file, and the same as a table for people. */
export interface BenchOutput {
  result: object;
  table: string;
  /** What the results file is named after beside the bench, where each GPU has one of its own. */
  device?: string;
}

/** All that is measured of one runtime, with what follows from it. */
export interface RuntimeResult extends RuntimeBench {
  /** Geometric means over the shapes, by direction and baseline: how many times as long the baseline takes. */
  geometricMeans: { direction: string; baseline: string; baselineOverOurs: number; oursOverBaseline: number }[];
}

/** Adds the geometric means to the measurements, and the table. */
export function toOutput(bench: RuntimeBench): BenchOutput {
  const result: RuntimeResult = { ...bench, geometricMeans: geometricMeansOf(bench.measurements) };
  return { result, table: toTable(result) };
}

function toTable(result: RuntimeResult): string {
  const { limits } = result;
  const baselines = [...new Set(result.measurements.flatMap(({ medians }) => Object.keys(medians)))].filter(
    (name) => name !== 'ours',
  );
  const table = new Table({
    head: [
      'shape',
      'direction',
      'ours, ms',
      ...(limits ? ['GFLOP/s', 'of peak'] : []),
      ...baselines.flatMap((baseline) => [`${baseline}, ms`, `${baseline} / ours`]),
    ],
    style: { head: [], border: [] },
  });
  for (const { shape, direction, multiplyAdds, medians } of result.measurements) {
    const ours = medians.ours!;
    const gigaflops = (2 * multiplyAdds) / ours / 1e6;
    const speed = limits ? [gigaflops.toFixed(1), `${((100 * gigaflops) / limits.gigaflops).toFixed(0)} %`] : [];
    table.push([
      shape,
      direction,
      ours.toFixed(limits ? 3 : 2),
      ...speed,
      ...baselines.flatMap((baseline) => cells(medians[baseline], ours)),
    ]);
  }
  for (const { direction, baseline, baselineOverOurs, oursOverBaseline } of result.geometricMeans) {
    const text = `${baseline} / ours ${baselineOverOurs.toFixed(2)}, ours / ${baseline} ${oursOverBaseline.toFixed(3)}`;
    table.push(['geometric mean', direction, { colSpan: (limits ? 3 : 1) + 2 * baselines.length, content: text }]);
  }
  const peak = limits ? [limitsLine(limits)] : [];
  const device = result.device ? `${result.device}, ` : '';
  return [
    `${result.runtime} ${result.version}, ${device}${machineLine(thisMachine())}; medians`,
    ...peak,
    table.toString(),
    ...growthLines(result),
    ...peakBytesLines(result),
  ].join('\n');
}

function growthLines({ growth = [] }: RuntimeBench): string[] {
  if (growth.length === 0) return [];
  const lines = growth.map(({ quantity, slope, line: { fixedMs, msPerUnit, rSquared } }) => {
    const line = `${fixedMs.toFixed(1)} ms + ${msPerUnit.toPrecision(3)} ms each, R² ${rSquared.toFixed(3)}`;
    return `  ${quantity}: slope of log time over log quantity ${slope.toFixed(2)}; line ${line}`;
  });
  return ['growth of ours, forward:', ...lines];
}

function peakBytesLines({ peakBytes = [], device }: RuntimeBench): string[] {
  if (peakBytes.length === 0) return [];
  const lines = peakBytes.map(({ shape, bytes }) => {
    const each = Object.entries(bytes).map(([name, count]) => `${name} ${(count / 2 ** 20).toFixed(1)} MiB`);
    return `  ${shape}: ${each.join(', ')}`;
  });
  return [`most bytes ${device ? 'on the device' : 'in tensors'}, forward + gradients:`, ...lines];
}

function cells(baseline: number | undefined, ours: number): string[] {
  return baseline === undefined ? ['', ''] : [baseline.toFixed(2), (baseline / ours).toFixed(2)];
}

function geometricMeansOf(measurements: readonly Measurement[]): RuntimeResult['geometricMeans'] {
  const directions = [...new Set(measurements.map(({ direction }) => direction))];
  return directions.flatMap((direction) => {
    const medians = measurements.filter((m) => m.direction === direction).map((m) => m.medians);
    const baselines = Object.keys(medians[0]!).filter((name) => name !== 'ours');
    return baselines.map((baseline) => {
      const baselineOverOurs = geometricMean(medians.map((m) => m[baseline]! / m.ours!));
      return { direction, baseline, baselineOverOurs, oursOverBaseline: 1 / baselineOverOurs };
    });
  });
}
