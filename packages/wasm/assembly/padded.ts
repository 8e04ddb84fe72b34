// Copies of what a vector of four columns reads, so that no loop over taps has to look where x ends.
import { Band, ColumnPhase, ColumnTap, PaddedWalk, Taps } from './walk';

/** A padded row of one channel. */
// @ts-ignore: decorator
@inline
export function paddedRowBytes(walk: PaddedWalk): i32 {
  return walk.phases * walk.phaseBytes;
}

// @ts-ignore: decorator
@inline
export function phaseAt(walk: PaddedWalk, index: i32): ColumnPhase {
  return changetype<ColumnPhase>(changetype<usize>(walk) + walk.targetPhases + index * offsetof<ColumnPhase>());
}

// @ts-ignore: decorator
@inline
export function tapAt(walk: PaddedWalk, phase: ColumnPhase, index: i32): ColumnTap {
  return changetype<ColumnTap>(changetype<usize>(walk) + walk.targetPhases + phase.taps + index * offsetof<ColumnTap>());
}

/** Writes the zeros around all rows; copies leave them as they are. */
export function clearPadding(walk: PaddedWalk): void {
  memory.fill(changetype<usize>(walk) + walk.copy, 0, walk.packed - walk.copy);
}

/** Copies the rows of a group, all members of a row after one another. */
export function copyBand(walk: PaddedWalk, band: Band, source: usize): void {
  const rowBytes = walk.sourceWidth * 4;
  let to = changetype<usize>(walk) + walk.copy + walk.padding * 4;
  source += band.first * rowBytes;
  for (let row = 0; row < band.rows; row++) {
    for (let m = 0; m < walk.members; m++) {
      copyRow(walk, source + m * walk.sourceMember, to);
      to += paddedRowBytes(walk);
    }
    source += rowBytes;
  }
}

/** Where the values of a target's first tap are, for the first member. */
// @ts-ignore: decorator
@inline
export function bandRow(walk: PaddedWalk, row: Taps, band: Band): usize {
  return changetype<usize>(walk) + walk.copy + (row.source - band.first) * walk.members * paddedRowBytes(walk);
}

/** Splits a row of the source into its phases. */
function copyRow(walk: PaddedWalk, source: usize, target: usize): void {
  const width = walk.sourceWidth;
  const phases = walk.phases;
  const phaseBytes = walk.phaseBytes;
  if (phases == 1) {
    memory.copy(target, source, width * 4);
    return;
  }
  let x = 0;
  if (phases == 2) {
    for (; x + 8 <= width; x += 8) {
      const low = v128.load(source + x * 4);
      const high = v128.load(source + x * 4, 16);
      const to = target + x * 2;
      v128.store(to, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      v128.store(to + phaseBytes, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
    }
  }
  for (; x < width; x++) {
    store<f32>(target + (x % phases) * phaseBytes + (x / phases) * 4, load<f32>(source + x * 4));
  }
}
