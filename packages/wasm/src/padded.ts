import { bandFields } from './band.ts';
import { type Direction, FLOAT } from './plan.ts';
import type { Operation } from './variant.ts';
import { type Field, WORD } from './words.ts';

/** Values in a vector. */
const LANES = 4;

/** A tap of a phase of the target; see `ColumnTap` in assembly/walk.ts. */
interface ColumnTap {
  /** Phase of the source. */
  phase: number;
  /** What it joins with the phase's first target: position in the phase of the source. */
  source: number;
  /** And distance of the weight, in elements. */
  kernel: number;
  begin: number;
  end: number;
}

/** Columns of the target that have the same taps. */
interface ColumnPhase {
  targets: number;
  taps: ColumnTap[];
}

/** From one target column of a vector to the next: dx repeats its taps after as many columns as the stride. */
export function targetPhasesOf({ isForward, columnAxis }: Direction): number {
  return isForward ? 1 : columnAxis.stride;
}

/** From a column of the source that a tap joins with one column of a vector to the one that it joins with the next. */
function sourcePhasesOf({ isForward, columnAxis }: Direction): number {
  return isForward ? columnAxis.stride : 1;
}

/** The fields of `PaddedWalk` beyond those of `Walk`. */
export function paddedFields(direction: Direction, operation: Operation): Field[] {
  const { geometry: g, sourceWidth, rows, targetWidth } = direction;
  const phases = sourcePhasesOf(direction);
  const targetPhases = phasesOf(direction);
  const taps = targetPhases.flatMap((phase) => phase.taps);
  const padding = Math.max(0, ...taps.map((tap) => -tap.source));
  // The last vector may reach further, into whatever follows: what comes of that is never stored.
  const reach = targetPhases.flatMap((phase) => phase.taps.map((tap) => tap.source + phase.targets));
  const phaseBytes = wholeVectors(padding + Math.max(Math.ceil(sourceWidth / phases), ...reach)) * FLOAT;
  const rowTaps = Math.max(...rows.targets.map(({ count }) => count));
  const packedFloats =
    operation === 'gradKernel'
      ? g.channelsPerGroup * wholeVectors(targetWidth)
      : rowTaps * Math.max(...targetPhases.map((phase) => phase.taps.length * wholeVectors(phase.targets)));
  return [
    ...bandFields(direction, (phases * phaseBytes * g.channelsPerGroup) / FLOAT),
    phases,
    padding,
    phaseBytes,
    { bytes: packedFloats * FLOAT },
    ...phaseFields(targetPhases, padding, phaseBytes),
  ];
}

/** Columns of dx that are a stride apart have the same taps, in neighbouring columns of dy; of y all columns have. */
function phasesOf(direction: Direction): ColumnPhase[] {
  const { isForward, strides, sourceWidth, targetWidth, columnAxis } = direction;
  const { kernelSize, stride, dilation, padBefore } = columnAxis;
  const targetStep = targetPhasesOf(direction);
  const sourceStep = sourcePhasesOf(direction);
  return Array.from({ length: Math.min(targetStep, targetWidth) }, (_, first) => {
    const targets = Math.ceil((targetWidth - first) / targetStep);
    const taps = Array.from({ length: kernelSize }, (_, tap) => {
      const offset = tap * dilation - padBefore;
      // What the tap joins with the first of the columns.
      const column = isForward ? offset : (first - offset) / stride;
      const source = Math.floor(column / sourceStep);
      const phase = column - source * sourceStep;
      const output = isForward ? 0 : column;
      const kernel = output * strides.kernel.column + tap * strides.kernel.tapColumn;
      const end = Math.min(targets, Math.ceil((sourceWidth - phase) / sourceStep) - source);
      return { phase, source, kernel, begin: -source, end };
    });
    return { targets, taps: taps.filter(({ phase }) => Number.isInteger(phase)) };
  });
}

/** The table of phases and their number. */
function phaseFields(phases: ColumnPhase[], padding: number, phaseBytes: number): Field[] {
  const phaseWords: number[] = [];
  const tapWords: number[] = [];
  const PHASE_WORDS = 3;
  for (const { targets, taps } of phases) {
    phaseWords.push(targets, (phases.length * PHASE_WORDS + tapWords.length) * WORD, taps.length);
    const placed = taps
      .map((tap) => ({ ...tap, at: tap.phase * phaseBytes + (padding + tap.source) * FLOAT }))
      .sort((a, b) => a.at - b.at);
    placed.forEach(({ at, kernel, begin, end }, k) => {
      const gap = placed.findIndex((next, n) => n > k && next.at !== at + (n - k) * FLOAT);
      tapWords.push(at, kernel * FLOAT, begin, end, (gap < 0 ? placed.length : gap) - k);
    });
  }
  return [[...phaseWords, ...tapWords], phases.length];
}

function wholeVectors(columns: number): number {
  return Math.ceil(columns / LANES) * LANES;
}
