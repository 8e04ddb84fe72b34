// Columns of x, or of dx, that are a stride apart have the same taps, in neighbouring columns of y, or of dy.
import { phaseOf, tapOffset } from '@involution/core';
import type { Direction } from './direction.ts';

/** A tap of a phase of the target. */
interface PhaseTap {
  /** The phase of the source that it reads: its first column. */
  sourcePhase: number;
  /** The position in that phase that it joins with the target's first column; negative in the padding. */
  source: number;
  /** The position behind the one that it joins with the target's last column. */
  sourceEnd: number;
  /** The distance to its weight for the first column, in bytes. */
  kernel: number;
  /** The columns of the target for which it lies inside: from the first, or from `begin`, to before `end`. */
  begin: number;
  end: number;
}

/** Columns of the target that have the same taps. */
export interface TargetPhase {
  /** Number of its columns. */
  targets: number;
  /** By ascending source. */
  taps: readonly PhaseTap[];
}

/** The phases of the target: one forward, or as many as the stride. */
export function phasesOf({ isForward, columns }: Direction): TargetPhase[] {
  const { axis, targets: all, sourceSize, bytes } = columns;
  const [sourceStep, targetStep] = isForward ? [axis.stride, 1] : [1, axis.stride];
  const phases = Array.from({ length: Math.min(targetStep, all.length) }, (_, first) => ({
    targets: Math.ceil((all.length - first) / targetStep),
    taps: [] as PhaseTap[],
  }));
  for (let tap = 0; tap < axis.kernelSize; tap++) {
    const { phase, index } = phaseOf(tapOffset(axis, tap), axis.stride);
    // Forward it is a phase of the source; backward one of the target, and what a tap reads descends as it ascends.
    const [target, sourcePhase, source, output] = isForward ? [0, phase, index, 0] : [phase, 0, -index, -index];
    const { targets, taps } = phases[target] ?? {};
    taps?.push({
      sourcePhase,
      source,
      sourceEnd: source + targets!,
      kernel: tap * bytes.tap + output * bytes.output,
      begin: -source,
      end: Math.min(targets!, Math.ceil((sourceSize - sourcePhase) / sourceStep) - source),
    });
  }
  return phases.map(({ targets, taps }) => ({ targets, taps: withoutIdleRuns(taps) }));
}

/** Without taps that are never inside, nor neighbours of one that is: they may be anywhere, and ask for padding up to there. */
function withoutIdleRuns(taps: PhaseTap[]): PhaseTap[] {
  const runs: PhaseTap[][] = [];
  let last: PhaseTap | undefined;
  for (const tap of taps.sort((a, b) => a.sourcePhase - b.sourcePhase || a.source - b.source)) {
    if (last?.sourcePhase !== tap.sourcePhase || last.source + 1 !== tap.source) runs.push([]);
    runs.at(-1)!.push(tap);
    last = tap;
  }
  return runs.filter((run) => run.some(({ begin, end }) => end > Math.max(begin, 0))).flat();
}
