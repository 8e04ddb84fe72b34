// Entries of the tables that loops point to.
import { Band, BandLoops, Generation, Loops, RowTaps, Step, Taps, Tile } from './layout';

/**
 * The entry of a column in its table.
 * @inline
 */
export function tapsAt(table: usize, position: i32): Taps {
  return changetype<Taps>(table + <usize>position * offsetof<Taps>());
}

/**
 * The taps of a row of the target.
 * @inline
 */
export function rowAt(loops: Loops, row: i32): RowTaps {
  return changetype<RowTaps>(changetype<usize>(loops) + loops.rows + row * offsetof<RowTaps>());
}

/**
 * The steps of a row: the first of them.
 * @inline
 */
export function stepsOf(loops: Loops, row: RowTaps): Step {
  return changetype<Step>(changetype<usize>(loops) + row.steps);
}

/**
 * So many steps further.
 * @inline
 */
export function stepAfter(step: Step, count: i32 = 1): Step {
  return changetype<Step>(changetype<usize>(step) + count * offsetof<Step>());
}

/** @inline */
export function bandAt(loops: BandLoops, index: i32): Band {
  return changetype<Band>(changetype<usize>(loops) + loops.bands + index * offsetof<Band>());
}

/**
 * The first tile of the loops that a generation is of.
 * @inline
 */
export function tilesOf(loops: Loops, generation: Generation): Tile {
  return changetype<Tile>(changetype<usize>(loops) + generation.tiles);
}

/** @inline */
export function tileAfter(tile: Tile): Tile {
  return changetype<Tile>(changetype<usize>(tile) + offsetof<Tile>());
}
