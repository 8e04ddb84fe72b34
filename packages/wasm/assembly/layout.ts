// Made from scripts/schema.ts by `pnpm compile`; a test checks that it is what the schema gives.

/** The taps inside of one row, or of one column, of the target. Sources of a column ascend in equal steps. */
@unmanaged
export class Taps {
  /** Number of them. */
  count: i32;
  /** Of the first tap, from the start of the source; of a row in {@link BandLoops}, from that of the copy. */
  source: i32;
  /** Of the first tap's weight, from the start of the kernel tensor. */
  kernel: i32;
}

/** From a tap of a row to the next, which may be in the next slice of the source. */
@unmanaged
export class Step {
  /** Between their sources. */
  source: i32;
  /** Between their weights. */
  kernel: i32;
}

/** The taps inside of one row of the target, those of each slice of the source after one another. */
@unmanaged
export class RowTaps extends Taps {
  /** {@link Step}s. From each tap to the next. Rows share them. */
  steps: i32;
}

/**
 * The loops of a kernel: sizes, and distances in bytes.
 *
 * One set of them serves both directions. Forward the target is y and the source x; for the gradient of x the target is dx
 * and the source dy; for the gradient of the kernel the "target" is dy, which is read.
 */
@unmanaged
export class Loops {
  /** N. */
  batchSize: i32;
  /** Rows of the target, those of all slices. */
  targetHeight: i32;
  /** Columns of the target. */
  targetWidth: i32;
  /** G. */
  groups: i32;
  /** C / G. */
  channelsPerGroup: i32;
  /** From one batch entry of the target to the next. */
  targetBatch: i32;
  /** From one of its rows to the next. */
  targetRow: i32;
  /** From one of its columns to the next; in {@link ColumnLoops} to the next of the same phase. */
  targetColumn: i32;
  /** From a group's first channel to the next group's. */
  targetGroup: i32;
  /** From one channel of a group to the next of the same group. */
  targetChannel: i32;
  /** From one batch entry of the source to the next. */
  sourceBatch: i32;
  /** From a group's first channel to the next group's. */
  sourceGroup: i32;
  /** From one channel of a group to the next of the same group. */
  sourceChannel: i32;
  /** From one batch entry of the kernel tensor to the next. */
  kernelBatch: i32;
  /** From a group's first weight to the next group's. */
  kernelGroup: i32;
  /** All of the kernel tensor. */
  kernelBytes: i32;
  /** Along a row: from the source of a tap inside to that of the next. */
  columnSourceStep: i32;
  /** Likewise, between their weights. */
  columnKernelStep: i32;
  /** {@link RowTaps}s. For each row of the target. */
  rows: i32;
  /** {@link Taps}s. For each column of the target, and one without taps behind them. */
  columns: i32;
}

/** Four channels side by side. */
@unmanaged
export class LaneBlock {
  /** The first of them. */
  channel: i32;
  /** The first lane's weights, from the first weight of the pixel. */
  lane0: i32;
  /** The second lane's. */
  lane1: i32;
  /** The third lane's. */
  lane2: i32;
  /** The fourth lane's. */
  lane3: i32;
}

/** Loops whose vectors hold four channels side by side, each of a group of its own or shared by some of them. */
@unmanaged
export class GroupLoops extends Loops {
  /** {@link LaneBlock}s. Together all channels, or all groups. */
  blocks: i32;
  /** Number of them. */
  blockCount: i32;
  /** Channels that a lane stands for: all of its group's, or one where the blocks hold all channels. */
  channelsPerLane: i32;
  /** Whether (1) or not (0) the weights of the four lanes lie side by side. */
  isContiguous: i32;
}

/** Rows of the source that are copied together. */
@unmanaged
export class Band {
  /** The first of them, from the start of the source. */
  source: i32;
  /** Number of them. */
  rowCount: i32;
  /** Rows of the target that are made of them. */
  targets: i32;
}

/** Loops along rows of the target that copy the rows of the source that they need, a band at a time. */
@unmanaged
export class BandLoops extends Loops {
  /** Columns of the source. */
  sourceWidth: i32;
  /** {@link Band}s. In the order of the rows of the target. */
  bands: i32;
  /** The copy. */
  copy: i32;
}

/**
 * Loops over copies in which the channels of a group lie side by side, of rows of the source and of a row of the target:
 * it is these that the targetColumn, steps and tables of the loops are about.
 */
@unmanaged
export class TransposedLoops extends BandLoops {
  /** The copy of a row of the target. */
  targetCopy: i32;
}

/** Columns of the source that are a stride apart. */
@unmanaged
export class SourcePhase {
  /** The first of them. */
  first: i32;
}

/** A tap of a phase of the target. */
@unmanaged
export class ColumnTap {
  /** The value that it joins with the phase's first column, in a padded row. */
  source: i32;
  /** Its weight for that column, from the first of the row's. */
  kernel: i32;
  /** The first column of the phase for which it lies inside. */
  begin: i32;
  /** The column behind the last of them. */
  end: i32;
  /** Taps from here on whose values lie side by side. */
  run: i32;
}

/** Columns of the target that have the same taps. */
@unmanaged
export class ColumnPhase {
  /** Number of its columns. */
  targets: i32;
  /** {@link ColumnTap}s. By their sources. */
  taps: i32;
  /** Number of them. */
  tapCount: i32;
}

/**
 * Loops whose vectors hold four columns. Rows of the source are copied with zeros at both ends and split into as many
 * phases as there are columns from one target to the next: in a phase neighbouring targets read neighbouring values.
 */
@unmanaged
export class ColumnLoops extends BandLoops {
  /** {@link SourcePhase}s. Those that taps read. */
  sourcePhases: i32;
  /** Number of them. */
  phaseCount: i32;
  /** From one column of a phase to the next. */
  phaseStep: i32;
  /** Zeros before a phase's first value. */
  padding: i32;
  /** From one phase to the next in a padded row. */
  phaseBytes: i32;
  /** The copy of a row of weights, or for the kernel's gradient of a row of dy. */
  packed: i32;
  /** {@link ColumnPhase}s. Together all columns of the target. */
  targetPhases: i32;
  /** Number of them. */
  targetPhaseCount: i32;
}

/** Pixels whose kernels are made together. */
@unmanaged
export class Tile {
  /** The row of the target that needs them first. */
  before: i32;
  /** Number of them. */
  pixels: i32;
  /** Of the first of them, from the first of the batch entry. */
  features: i32;
  /** Where they go, from the start of what is made. */
  weights: i32;
}

/** How kernels are made of features: those of some groups, for a few rows at a time. */
@unmanaged
export class Generation {
  /** Groups that are made together. */
  groupsTogether: i32;
  /** Weights of a pixel that are made together. */
  weightCount: i32;
  /** Features of a pixel. */
  featureCount: i32;
  /** From one feature of a pixel to the next. */
  featureStep: i32;
  /** From a pixel's feature to the next pixel's. */
  pixelStep: i32;
  /** Pixels that are computed at a time: four or six. */
  pixelsTogether: i32;
  /** From one batch entry of the features to the next. */
  featureBatch: i32;
  /** From a feature's weights of the span to the next feature's. */
  spanStep: i32;
  /** {@link Tile}s. In the order of the rows, and one behind them that no row needs. */
  tiles: i32;
  /** What is made: a ring of rows, in which those that are needed no more are overwritten. */
  made: i32;
  /** The features of a tile: of some pixels at a time, those of one feature side by side. */
  panels: i32;
}

/** Loops that make the kernels that they need: weights are counted from the start of what is made. */
@unmanaged
export class FusedLoops extends Loops {
  /** {@link Generation}s. One of them. */
  generation: i32;
}

/**
 * The same over copies, of all channels of the groups that are made together: distances between groups are those in
 * the copies.
 */
@unmanaged
export class FusedTransposedLoops extends TransposedLoops {
  /** {@link Generation}s. One of them. */
  generation: i32;
  /** In the source: from the first channel of groups that are made together to that of the next. */
  sourceGroups: i32;
  /** Likewise in the target. */
  targetGroups: i32;
}

/** Loops that make the gradients of kernels, a tile at a time, and sum of them those of what kernels are generated from. */
@unmanaged
export class FusedCorrelateLoops extends Loops {
  /** {@link Generation}s. One of them. */
  generation: i32;
  /** A row of the sums, and from one pixel to the next: weights that are made together, in whole vectors. */
  sumBytes: i32;
  /** The weights of the span, those of all features side by side. */
  turned: i32;
  /** The gradients of these weights, a row for each feature, and the bias's behind them. */
  sums: i32;
}
