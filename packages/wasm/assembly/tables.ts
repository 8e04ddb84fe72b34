// Entries of the tables that loops point to.
import { Band, BandLoops, Taps } from './layout';

/**
 * The entry of a row, or of a column, in its table.
 * @inline
 */
export function tapsAt(table: usize, position: i32): Taps {
  return changetype<Taps>(table + <usize>position * offsetof<Taps>());
}

/**
 * The band whose first row of the target is `begin`.
 * @inline
 */
export function bandAt(loops: BandLoops, begin: i32): Band {
  return changetype<Band>(changetype<usize>(loops) + loops.bands + (begin / loops.bandRows) * offsetof<Band>());
}
