/**
 * What a kernel needs to know of an involution: sizes, and distances in bytes. `src/plan.ts` writes it, field by field
 * in this order, with the tables that it points to behind it.
 *
 * One walk serves both directions. Forward the target is y and the source x; for the gradient of x the target is dx and
 * the source dy; for the gradient of the kernel "target" stands for dy, which is read.
 */
// @ts-ignore: decorator
@unmanaged
export class Walk {
  batchSize: i32;
  targetHeight: i32;
  targetWidth: i32;
  groups: i32;
  /** Channels of a group. */
  members: i32;
  targetBatch: i32;
  targetRow: i32;
  targetColumn: i32;
  targetGroup: i32;
  targetMember: i32;
  sourceBatch: i32;
  sourceGroup: i32;
  sourceMember: i32;
  kernelBatch: i32;
  kernelGroup: i32;
  kernelBytes: i32;
  /** From a tap to the next one inside. */
  rowSourceStep: i32;
  rowKernelStep: i32;
  columnSourceStep: i32;
  columnKernelStep: i32;
  /** Where the tables are, from the start of this: {@link Taps} of each row and of each column of the target. */
  rows: i32;
  columns: i32;
}

/** The taps inside of one row, or of one column, of the target. Their sources ascend in equal steps. */
// @ts-ignore: decorator
@unmanaged
export class Taps {
  count: i32;
  /** Of the first tap, from the start of the source; in a {@link PaddedWalk} the number of its row. */
  source: i32;
  /** Of the first tap's weight, from the start of the kernel tensor. */
  kernel: i32;
}

/** The row's, or column's, entry of a table. */
// @ts-ignore: decorator
@inline
export function tapsAt(table: usize, position: i32): Taps {
  return changetype<Taps>(table + <usize>position * offsetof<Taps>());
}

/** A walk whose vectors hold four channels side by side, each of a group of its own or shared by some of them. */
// @ts-ignore: decorator
@unmanaged
export class LanesWalk extends Walk {
  /** {@link LaneBlock}s. */
  blocks: i32;
  blockCount: i32;
  /** Members that each block stands for: all of its groups', or one where blocks hold them all. */
  blockMembers: i32;
  /** Whether the weights of the four lanes lie side by side. */
  isContiguous: i32;
}

/** Four channels side by side. */
// @ts-ignore: decorator
@unmanaged
export class LaneBlock {
  /** The first of them. */
  channel: i32;
  /** The weights of each lane, from the pixel's first. */
  lane0: i32;
  lane1: i32;
  lane2: i32;
  lane3: i32;
}

/** A walk along rows of the target that copies the rows of the source that it needs, a band at a time. */
// @ts-ignore: decorator
@unmanaged
export class BandWalk extends Walk {
  sourceWidth: i32;
  /** Rows of the target that are made from one copy. */
  bandRows: i32;
  /** A {@link Band} for each of them. */
  bands: i32;
  /** Where the copy is, from the start of this. */
  copy: i32;
}

/** Rows of the source. */
// @ts-ignore: decorator
@unmanaged
export class Band {
  first: i32;
  rows: i32;
}

/** The band whose first row of the target is `begin`. */
// @ts-ignore: decorator
@inline
export function bandAt(walk: BandWalk, begin: i32): Band {
  return changetype<Band>(changetype<usize>(walk) + walk.bands + (begin / walk.bandRows) * offsetof<Band>());
}

/**
 * A walk over copies in which the channels of a group lie side by side, of rows of the source and of a row of the target:
 * these are what the walk's column of the target and its steps and tables are about.
 */
// @ts-ignore: decorator
@unmanaged
export class TransposedWalk extends BandWalk {
  /** Where the copy of a row of the target is, from the start of this. */
  targetCopy: i32;
}

/**
 * A walk whose vectors hold four columns. Rows of the source are copied with zeros at both ends
 * and split into as many phases as there are columns from one target to the next: in a phase neighbouring targets read
 * neighbouring values.
 */
// @ts-ignore: decorator
@unmanaged
export class PaddedWalk extends BandWalk {
  /** Phases of the source. */
  phases: i32;
  /** Zeros before a phase's first value. */
  padding: i32;
  phaseBytes: i32;
  /** Where the copy of a row of weights is, or for the kernel's gradient of a row of dy. */
  packed: i32;
  /** {@link ColumnPhase}s of the target, columns that have the same taps, and their taps behind them. */
  targetPhases: i32;
  targetPhaseCount: i32;
}

/** Every so many-th column of the target. */
// @ts-ignore: decorator
@unmanaged
export class ColumnPhase {
  /** Number of its columns. */
  targets: i32;
  /** {@link ColumnTap}s, from the start of the table of phases. */
  taps: i32;
  tapCount: i32;
}

/** A tap of a phase. */
// @ts-ignore: decorator
@unmanaged
export class ColumnTap {
  /** The value that it joins with the phase's first column, in a padded row. */
  source: i32;
  /** Its weight for that column, from the first of the row's. */
  kernel: i32;
  /** The columns of the phase for which it lies inside. */
  begin: i32;
  end: i32;
  /** Taps from here on whose values lie side by side. */
  run: i32;
}
