// Copies of what a vector of four columns reads, so that no loop over taps has to look where x ends.
import { ColumnPhase, ColumnTap, PaddedWalk, Taps, tapsAt } from './walk';

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
  memory.fill(changetype<usize>(walk) + walk.padded, 0, walk.packed - walk.padded);
}

/**
 * Copies the rows of a group that targets from row `begin` to row `end` read, all members of a row after one another.
 *
 * @returns The number of the first row copied.
 */
export function copyBand(walk: PaddedWalk, begin: i32, end: i32, source: usize): i32 {
  let first = i32.MAX_VALUE;
  let last = -1;
  for (let y = begin; y < end; y++) {
    const row = tapsAt(changetype<usize>(walk) + walk.rows, y);
    if (row.count == 0) continue;
    first = min(first, row.source);
    last = max(last, row.source + (row.count - 1) * walk.rowSourceStep);
  }
  let to = changetype<usize>(walk) + walk.padded + walk.padding * 4;
  for (let row = first; row <= last; row++) {
    for (let m = 0; m < walk.members; m++) {
      copyRow(walk, source + row * walk.sourceRow + m * walk.sourceMember, to);
      to += paddedRowBytes(walk);
    }
  }
  return first;
}

/** Where the values of a target's first tap are, for the first member. */
// @ts-ignore: decorator
@inline
export function bandRow(walk: PaddedWalk, row: Taps, first: i32): usize {
  return changetype<usize>(walk) + walk.padded + (row.source - first) * walk.members * paddedRowBytes(walk);
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
