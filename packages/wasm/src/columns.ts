import type { Operation } from '@involution/core';
import { bandLoops } from './bands.ts';
import type { Direction } from './direction.ts';
import type { ColumnLoops, ColumnPhase, ColumnTap, SourcePhase } from './layout.ts';
import { maxOf } from './max-of.ts';
import { phasesOf } from './phases.ts';
import { align, type Layout, layOut } from './structure.ts';
import { FLOAT } from './units.ts';

/** The layout of loops whose vectors hold neighbouring columns. */
export function columnLayout(direction: Direction, operation: Operation): Layout {
  const { geometry: g, depth, rows, columns, isForward } = direction;
  const { stride } = columns.axis;
  const targetWidth = columns.targets.length;
  const phases = phasesOf(direction);
  const taps = phases.flatMap((phase) => phase.taps);
  // Only those phases that taps read: a row has as many as the stride.
  const firsts = [...new Set([0, ...taps.map(({ sourcePhase }) => sourcePhase)])].sort((a, b) => a - b);
  const phaseStep = isForward ? Math.min(stride, columns.sourceSize) : 1;
  const padding = maxOf(taps, ({ source }) => -source);
  // The last vector may reach further, into whatever follows: what comes of that is never stored.
  const reach = maxOf(taps, ({ sourceEnd }) => sourceEnd);
  const phaseBytes = align((padding + Math.max(Math.ceil(columns.sourceSize / phaseStep), reach)) * FLOAT);
  const startOf = new Map(firsts.map((first, k) => [first, k * phaseBytes + padding * FLOAT]));
  const targetPhases = phases.map(({ targets, taps }): ColumnPhase => {
    const placed = taps.map(({ sourcePhase, source, kernel, begin, end }) => ({
      source: startOf.get(sourcePhase)! + source * FLOAT,
      ...{ kernel, begin, end },
      run: 1,
    }));
    placed.reduceRight<ColumnTap | undefined>((next, tap) => {
      if (next?.source === tap.source + FLOAT) tap.run += next.run;
      return tap;
    }, undefined);
    return { targets, taps: placed, tapCount: placed.length };
  });
  const packedBytes =
    operation === 'gradKernel'
      ? g.channelsPerGroup * align(targetWidth * FLOAT)
      : depth.mostTaps *
        rows.mostTaps *
        maxOf(targetPhases, ({ targets, tapCount }) => tapCount * align(targets * FLOAT));
  const ofPhases = { ...columns, targetBytes: columns.targetBytes * (isForward ? 1 : Math.min(stride, targetWidth)) };
  return layOut<ColumnLoops>({
    ...bandLoops(direction, firsts.length * phaseBytes * g.channelsPerGroup, ofPhases),
    sourcePhases: firsts.map((first): SourcePhase => ({ first: Math.min(first, columns.sourceSize) })),
    phaseCount: firsts.length,
    phaseStep,
    padding,
    phaseBytes,
    packed: { bytes: packedBytes },
    targetPhases,
    targetPhaseCount: targetPhases.length,
  });
}
