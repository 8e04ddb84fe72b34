import type { AxisTaps } from './axis.ts';
import { type Direction, FLOAT } from './plan.ts';
import type { Operation } from './variant.ts';
import type { Field } from './words.ts';

/** Values in a vector. */
const LANES = 4;
/** Padded rows that are used together should stay in a core's cache. */
const BAND_BYTES = 256 * 1024;

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

/** The fields of `PaddedWalk` beyond those of `Walk`. */
export function paddedFields(direction: Direction, operation: Operation): Field[] {
  const { geometry: g, source, sourceWidth, rows, targetWidth } = direction;
  const phases = direction.isForward ? direction.columnAxis.stride : 1;
  const targetPhases = direction.isForward ? [outputPhase(direction)] : inputPhases(direction);
  const taps = targetPhases.flatMap((phase) => phase.taps);
  const padding = Math.max(0, ...taps.map((tap) => -tap.source));
  // The last vector may reach further, into whatever follows: what comes of that is never stored.
  const reach = targetPhases.flatMap((phase) => phase.taps.map((tap) => tap.source + phase.targets));
  const phaseBytes = wholeVectors(padding + Math.max(Math.ceil(sourceWidth / phases), ...reach)) * FLOAT;
  const rowBytes = phases * phaseBytes * g.channelsPerGroup;
  const band = bandOf(rows, rowBytes);
  const rowTaps = Math.max(...rows.targets.map(({ count }) => count));
  const packedFloats =
    operation === 'gradKernel'
      ? g.channelsPerGroup * wholeVectors(targetWidth)
      : rowTaps * Math.max(...targetPhases.map((phase) => phase.taps.length * wholeVectors(phase.targets)));
  return [
    source.row * FLOAT,
    sourceWidth,
    phases,
    padding,
    phaseBytes,
    band.rows,
    { bytes: band.sourceRows * rowBytes },
    { bytes: packedFloats * FLOAT },
    ...phaseFields(targetPhases, padding, phaseBytes),
  ];
}

/** All columns of y have the taps of the window. */
function outputPhase({ geometry: g, strides, columnAxis }: Direction): ColumnPhase {
  const { inSize, outSize, kernelSize, stride, dilation, padBefore } = columnAxis;
  const taps = Array.from({ length: kernelSize }, (_, tap) => {
    const origin = tap * dilation - padBefore;
    const source = Math.floor(origin / stride);
    return {
      phase: origin - source * stride,
      source,
      kernel: tap * strides.kernel.tapColumn,
      begin: Math.ceil(-origin / stride),
      end: Math.min(outSize, Math.ceil((inSize - origin) / stride)),
    };
  });
  return { targets: g.outWidth, taps };
}

/** Columns of dx that are a stride apart have the same taps, in neighbouring columns of dy. */
function inputPhases({ strides, columnAxis }: Direction): ColumnPhase[] {
  const { inSize, outSize, kernelSize, stride, dilation, padBefore } = columnAxis;
  return Array.from({ length: Math.min(stride, inSize) }, (_, first) => {
    const targets = Math.ceil((inSize - first) / stride);
    const taps = Array.from({ length: kernelSize }, (_, tap) => {
      const source = (first + padBefore - tap * dilation) / stride;
      const kernel = source * strides.kernel.column + tap * strides.kernel.tapColumn;
      return { phase: 0, source, kernel, begin: -source, end: Math.min(targets, outSize - source) };
    });
    return { targets, taps: taps.filter(({ source }) => Number.isInteger(source)) };
  });
}

/** The table of phases and their number. */
function phaseFields(phases: ColumnPhase[], padding: number, phaseBytes: number): Field[] {
  const WORD = 4;
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
  return [{ table: [...phaseWords, ...tapWords] }, phases.length];
}

/** How many rows of the target are made from one copy of rows of the source, and how many those are. */
function bandOf({ targets, step }: AxisTaps, rowBytes: number): { rows: number; sourceRows: number } {
  let rows = targets.length;
  for (;;) {
    const sourceRows = sourceRowsOf(targets, step.source, rows);
    if (rows === 1 || sourceRows * rowBytes <= BAND_BYTES) return { rows, sourceRows };
    rows = Math.ceil(rows / 2);
  }
}

/** The most rows of the source that a band of the target needs. */
function sourceRowsOf(targets: AxisTaps['targets'], step: number, bandRows: number): number {
  let most = 0;
  for (let begin = 0; begin < targets.length; begin += bandRows) {
    const band = targets.slice(begin, begin + bandRows).filter(({ count }) => count > 0);
    const first = Math.min(...band.map(({ source }) => source));
    const last = Math.max(...band.map(({ source, count }) => source + (count - 1) * step));
    if (band.length > 0) most = Math.max(most, last - first + 1);
  }
  return most;
}

function wholeVectors(columns: number): number {
  return Math.ceil(columns / LANES) * LANES;
}
