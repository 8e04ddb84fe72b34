import { kernelShapeOf, sizeOf } from '@involution/core';
import { type AxisLoop, type Direction, FLOAT, offsetsOf } from './direction.ts';
import type { Loops, RowTaps, Step, Taps } from './layout.ts';
import { maxOf } from './max-of.ts';

/** The loops that every kernel has. */
export function loopsOf(direction: Direction): Loops {
  const { geometry: g, target, source, kernel, depth, rows, columns } = direction;
  const columnStep = offsetsOf(columns.step, columns);
  return {
    batchSize: g.batchSize,
    targetHeight: depth.targets.length * rows.targets.length,
    targetWidth: columns.targets.length,
    groups: g.groups,
    channelsPerGroup: g.channelsPerGroup,
    targetBatch: target.batch * FLOAT,
    targetRow: rows.targetBytes,
    targetColumn: columns.targetBytes,
    targetGroup: target.group * FLOAT,
    targetChannel: target.channelInGroup * FLOAT,
    sourceBatch: source.batch * FLOAT,
    sourceGroup: source.group * FLOAT,
    sourceChannel: source.channelInGroup * FLOAT,
    kernelBatch: kernel.batch * FLOAT,
    kernelGroup: kernel.group * FLOAT,
    kernelBytes: sizeOf(kernelShapeOf(g)) * FLOAT,
    columnSourceStep: columnStep.source,
    columnKernelStep: columnStep.kernel,
    rows: rowsTable(direction),
    columns: columnsTable(columns),
  };
}

/** An entry for each column of the target, and one without taps behind them: kernels look one ahead. */
function columnsTable(columns: AxisLoop): Taps[] {
  return [...tapsAlong(columns), { count: 0, source: 0, kernel: 0 }];
}

/** An entry for each row of each slice of the target: slices are as far apart as their rows together, in every layout. */
function rowsTable(direction: Direction): RowTaps[] {
  const stepsOf = makeSteps(direction);
  const inSlice = tapsAlong(direction.rows);
  return tapsAlong(direction.depth).flatMap((slice) =>
    inSlice.map((row) => ({
      count: slice.count * row.count,
      source: slice.source + row.source,
      kernel: slice.kernel + row.kernel,
      steps: stepsOf(row.count),
    })),
  );
}

function tapsAlong(axis: AxisLoop): Taps[] {
  return axis.targets.map((first) => ({ count: first.count, ...offsetsOf(first, axis) }));
}

/**
 * A function that gives the steps of rows with so many taps in a slice. There are as many as weights of one row, so that all
 * lists are never longer than the kernel tensor.
 */
function makeSteps({ depth, rows }: Direction): (rowCount: number) => readonly Step[] {
  const slices = maxOf(depth.targets, ({ count }) => count);
  const longest = maxOf(rows.targets, ({ count }) => count);
  const step = offsetsOf(rows.step, rows);
  const toNextSlice = offsetsOf(depth.step, depth);
  const lists: Step[][] = [];
  return (rowCount) => {
    // With one slice a shorter list would be the beginning of a longer one.
    const count = slices > 1 ? rowCount : longest;
    const between = (name: keyof Step) => toNextSlice[name] - (count - 1) * step[name];
    lists[count] ??= Array.from({ length: slices * count }, (_, tap) =>
      (tap + 1) % count ? step : { source: between('source'), kernel: between('kernel') },
    );
    return lists[count];
  };
}
