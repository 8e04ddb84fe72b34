import { kernelShapeOf, sizeOf } from '@involution/core';
import type { AxisLoop, Direction } from './direction.ts';
import type { Loops, RowTaps, Step } from './layout.ts';
import { FLOAT } from './units.ts';

/** The loops that every kernel has. */
export function loopsOf(direction: Direction): Omit<Loops, 'rows'> & { rows: readonly TargetRow[] } {
  const { geometry: g, target, source, kernel, depth, rows, columns } = direction;
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
    columnSourceStep: columns.step.source,
    columnKernelStep: columns.step.kernel,
    rows: rowsTable(direction),
    // Kernels look one ahead.
    columns: [...columns.targets, { count: 0, source: 0, kernel: 0 }],
  };
}

/** A row of the target. */
export interface TargetRow extends RowTaps {
  /** The source of its last tap. */
  last: number;
}

/** An entry for each row of each slice of the target: slices are as far apart as their rows together, in every layout. */
function rowsTable({ depth, rows }: Direction): TargetRow[] {
  const lists: Step[][] = [];
  return depth.targets.flatMap((slice) =>
    rows.targets.map((row) => {
      // With one slice a shorter list would be the beginning of a longer one.
      const count = depth.mostTaps > 1 ? row.count : rows.mostTaps;
      lists[count] ??= stepsOf(depth, rows, count);
      const source = slice.source + row.source;
      return {
        count: slice.count * row.count,
        source,
        kernel: slice.kernel + row.kernel,
        steps: lists[count],
        last: source + (slice.count - 1) * depth.step.source + (row.count - 1) * rows.step.source,
      };
    }),
  );
}

/**
 * The steps of a row with so many taps in each slice. They are as many as its weights, so that all lists together are never
 * longer than the kernel tensor.
 */
function stepsOf(depth: AxisLoop, rows: AxisLoop, count: number): Step[] {
  const toNextSlice = (name: keyof Step) => depth.step[name] - (count - 1) * rows.step[name];
  return Array.from({ length: depth.mostTaps * count }, (_, tap) =>
    (tap + 1) % count ? rows.step : { source: toNextSlice('source'), kernel: toNextSlice('kernel') },
  );
}
