// Copies of what a vector of four columns reads, so that no loop over taps has to look where x ends.
import { Band, ColumnLoops, ColumnPhase, ColumnTap, SourcePhase } from './layout';

/**
 * A padded row of one channel.
 * @inline
 */
export function paddedRowBytes(loops: ColumnLoops): i32 {
  return loops.phaseCount * loops.phaseBytes;
}

/** @inline */
function sourcePhaseAt(loops: ColumnLoops, index: i32): SourcePhase {
  return changetype<SourcePhase>(changetype<usize>(loops) + loops.sourcePhases + index * offsetof<SourcePhase>());
}

/** @inline */
export function phaseAt(loops: ColumnLoops, index: i32): ColumnPhase {
  return changetype<ColumnPhase>(changetype<usize>(loops) + loops.targetPhases + index * offsetof<ColumnPhase>());
}

/** @inline */
export function tapAt(loops: ColumnLoops, phase: ColumnPhase, index: i32): ColumnTap {
  return changetype<ColumnTap>(changetype<usize>(loops) + phase.taps + index * offsetof<ColumnTap>());
}

/** Writes the zeros around all rows; copies leave them as they are. What is packed lies behind the copy. */
export function clearPadding(loops: ColumnLoops): void {
  memory.fill(changetype<usize>(loops) + loops.copy, 0, loops.packed - loops.copy);
}

/** Copies the rows of a group, all channels of a row after one another. */
export function copyBand(loops: ColumnLoops, band: Band, source: usize): void {
  let to = changetype<usize>(loops) + loops.copy + loops.padding * 4;
  source += band.source;
  for (let row = 0; row < band.rowCount; row++) {
    for (let c = 0; c < loops.channelsPerGroup; c++) {
      copyRow(loops, source + c * loops.sourceChannel, to);
      to += paddedRowBytes(loops);
    }
    source += loops.sourceWidth * 4;
  }
}

/** Splits a row of the source into those of its phases that taps read. */
function copyRow(loops: ColumnLoops, source: usize, target: usize): void {
  const width = loops.sourceWidth;
  const step = loops.phaseStep;
  if (step === 1) {
    memory.copy(target, source, width * 4);
    return;
  }
  const phases = loops.phaseCount;
  const phaseBytes = loops.phaseBytes;
  let copied = 0;
  if (step === 2 && phases === 2) {
    for (; copied + 8 <= width; copied += 8) {
      const low = v128.load(source + copied * 4);
      const high = v128.load(source + copied * 4, 16);
      const to = target + copied * 2;
      v128.store(to, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      v128.store(to + phaseBytes, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
    }
    target += copied * 2;
  }
  for (let k = 0; k < phases; k++) {
    let to = target;
    for (let x = copied + sourcePhaseAt(loops, k).first; x < width; x += step) {
      store<f32>(to, load<f32>(source + x * 4));
      to += 4;
    }
    target += phaseBytes;
  }
}
