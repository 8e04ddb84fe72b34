// What follows from times: rows for a table and a chart, with the committed result of the same contest beside them.
import type { BrowserMeasurement } from '@involution/bench/browser-results';
import type { Times } from '@involution/bench/contest';
import { contestsOf, type ResultsFile } from './results.ts';

/** One contestant of one contest. */
export interface Row extends Times {
  shape: string;
  direction: string;
  contestant: string;
  /** How many times as long as ours it takes; 1 for ours. */
  ratio: number;
  /** The same out of the committed results, where they have it. */
  committed?: { median: number; ratio: number };
}

const ORDER = ['ours', 'composed', 'slices', 'function', 'depthwise'];

/** @param committed The results file of the same runtime, if there is one. */
export function rowsOf(measurements: readonly BrowserMeasurement[], committed?: ResultsFile): Row[] {
  return measurements.flatMap(({ shape, direction, times }) => {
    const medians = committed ? committedMedians(committed, shape, direction) : {};
    return ORDER.filter((contestant) => times[contestant]).map((contestant) => {
      const own = times[contestant]!;
      const median = medians[contestant];
      return {
        ...own,
        shape,
        direction,
        contestant,
        ratio: own.median / times.ours!.median,
        ...(median !== undefined && { committed: { median, ratio: median / medians.ours! } }),
      };
    });
  });
}

function committedMedians(file: ResultsFile, shape: string, direction: string): Readonly<Record<string, number>> {
  const isThere = (file.measurements as unknown as readonly { direction: string }[]).some(
    (measurement) => measurement.direction === direction,
  );
  const rows = isThere ? contestsOf(file, direction).rows : [];
  return rows.find((row) => row.shape === shape)?.medians ?? {};
}

/** One contestant's mean over all contests of a direction. */
export interface MeanRatio {
  direction: string;
  contestant: string;
  /** The geometric mean of its ratios. */
  ratio: number;
  contests: number;
}

/** The geometric means of the ratios of everybody but us. */
export function meanRatios(rows: readonly Row[]): MeanRatio[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows.filter(({ contestant }) => contestant !== 'ours')) {
    const key = `${row.direction} ${row.contestant}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const { direction, contestant } = group[0]!;
    const logarithms = group.reduce((sum, { ratio }) => sum + Math.log(ratio), 0);
    return { direction, contestant, ratio: Math.exp(logarithms / group.length), contests: group.length };
  });
}
