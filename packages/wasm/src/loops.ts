import { kernelShapeOf, sizeOf } from '@involution/core';
import { type AxisLoop, type Direction, FLOAT, offsetsOf } from './direction.ts';
import type { Loops, Taps } from './layout.ts';

/** The loops that every kernel has. */
export function loopsOf({ geometry: g, target, source, kernel, rows, columns }: Direction): Loops {
  const rowStep = offsetsOf(rows.step, rows);
  const columnStep = offsetsOf(columns.step, columns);
  return {
    batchSize: g.batchSize,
    targetHeight: rows.targets.length,
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
    rowSourceStep: rowStep.source,
    rowKernelStep: rowStep.kernel,
    columnSourceStep: columnStep.source,
    columnKernelStep: columnStep.kernel,
    rows: tapsTable(rows),
    columns: tapsTable(columns),
  };
}

/** An entry for each target, and one without taps behind them: kernels look one ahead. */
function tapsTable(axis: AxisLoop): Taps[] {
  const entries = axis.targets.map((first) => ({ count: first.count, ...offsetsOf(first, axis) }));
  return [...entries, { count: 0, source: 0, kernel: 0 }];
}
