// Made from scripts/schema.ts by `pnpm compile`; a test checks that it is what the schema gives.

/** Memory that a kernel fills itself. */
export interface Room {
  bytes: number;
}

/** The taps inside of one row, or of one column, of the target. Sources of a column ascend in equal steps. */
export interface Taps {
  /** Number of them. */
  count: number;
  /** Of the first tap, from the start of the source; of a row in {@link BandLoops}, from that of the copy. */
  source: number;
  /** Of the first tap's weight, from the start of the kernel tensor. */
  kernel: number;
}

/** From a tap of a row to the next, which may be in the next slice of the source. */
export interface Step {
  /** Between their sources. */
  source: number;
  /** Between their weights. */
  kernel: number;
}

/** The taps inside of one row of the target, those of each slice of the source after one another. */
export interface RowTaps extends Taps {
  /** {@link Step}s. From each tap to the next. Rows share them. */
  steps: readonly Step[];
}

/**
 * The loops of a kernel: sizes, and distances in bytes.
 *
 * One set of them serves both directions. Forward the target is y and the source x; for the gradient of x the target is dx
 * and the source dy; for the gradient of the kernel the "target" is dy, which is read.
 */
export interface Loops {
  /** N. */
  batchSize: number;
  /** Rows of the target, those of all slices. */
  targetHeight: number;
  /** Columns of the target. */
  targetWidth: number;
  /** G. */
  groups: number;
  /** C / G. */
  channelsPerGroup: number;
  /** From one batch entry of the target to the next. */
  targetBatch: number;
  /** From one of its rows to the next. */
  targetRow: number;
  /** From one of its columns to the next; in {@link ColumnLoops} to the next of the same phase. */
  targetColumn: number;
  /** From a group's first channel to the next group's. */
  targetGroup: number;
  /** From one channel of a group to the next of the same group. */
  targetChannel: number;
  /** From one batch entry of the source to the next. */
  sourceBatch: number;
  /** From a group's first channel to the next group's. */
  sourceGroup: number;
  /** From one channel of a group to the next of the same group. */
  sourceChannel: number;
  /** From one batch entry of the kernel tensor to the next. */
  kernelBatch: number;
  /** From a group's first weight to the next group's. */
  kernelGroup: number;
  /** All of the kernel tensor. */
  kernelBytes: number;
  /** Along a row: from the source of a tap inside to that of the next. */
  columnSourceStep: number;
  /** Likewise, between their weights. */
  columnKernelStep: number;
  /** {@link RowTaps}s. For each row of the target. */
  rows: readonly RowTaps[];
  /** {@link Taps}s. For each column of the target, and one without taps behind them. */
  columns: readonly Taps[];
}

/** Four channels side by side. */
export interface LaneBlock {
  /** The first of them. */
  channel: number;
  /** The first lane's weights, from the first weight of the pixel. */
  lane0: number;
  /** The second lane's. */
  lane1: number;
  /** The third lane's. */
  lane2: number;
  /** The fourth lane's. */
  lane3: number;
}

/** Loops whose vectors hold four channels side by side, each of a group of its own or shared by some of them. */
export interface GroupLoops extends Loops {
  /** {@link LaneBlock}s. Together all channels, or all groups. */
  blocks: readonly LaneBlock[];
  /** Number of them. */
  blockCount: number;
  /** Channels that a lane stands for: all of its group's, or one where the blocks hold all channels. */
  channelsPerLane: number;
  /** Whether (1) or not (0) the weights of the four lanes lie side by side. */
  isContiguous: number;
}

/** Rows of the source that are copied together. */
export interface Band {
  /** The first of them, from the start of the source. */
  source: number;
  /** Number of them. */
  rowCount: number;
  /** Rows of the target that are made of them. */
  targets: number;
}

/** Loops along rows of the target that copy the rows of the source that they need, a band at a time. */
export interface BandLoops extends Loops {
  /** Columns of the source. */
  sourceWidth: number;
  /** {@link Band}s. In the order of the rows of the target. */
  bands: readonly Band[];
  /** The copy. */
  copy: Room;
}

/**
 * Loops over copies in which the channels of a group lie side by side, of rows of the source and of a row of the target:
 * it is these that the targetColumn, steps and tables of the loops are about.
 */
export interface TransposedLoops extends BandLoops {
  /** The copy of a row of the target. */
  targetCopy: Room;
}

/** Columns of the source that are a stride apart. */
export interface SourcePhase {
  /** The first of them. */
  first: number;
}

/** A tap of a phase of the target. */
export interface ColumnTap {
  /** The value that it joins with the phase's first column, in a padded row. */
  source: number;
  /** Its weight for that column, from the first of the row's. */
  kernel: number;
  /** The first column of the phase for which it lies inside. */
  begin: number;
  /** The column behind the last of them. */
  end: number;
  /** Taps from here on whose values lie side by side. */
  run: number;
}

/** Columns of the target that have the same taps. */
export interface ColumnPhase {
  /** Number of its columns. */
  targets: number;
  /** {@link ColumnTap}s. By their sources. */
  taps: readonly ColumnTap[];
  /** Number of them. */
  tapCount: number;
}

/**
 * Loops whose vectors hold four columns. Rows of the source are copied with zeros at both ends and split into as many
 * phases as there are columns from one target to the next: in a phase neighbouring targets read neighbouring values.
 */
export interface ColumnLoops extends BandLoops {
  /** {@link SourcePhase}s. Those that taps read. */
  sourcePhases: readonly SourcePhase[];
  /** Number of them. */
  phaseCount: number;
  /** From one column of a phase to the next. */
  phaseStep: number;
  /** Zeros before a phase's first value. */
  padding: number;
  /** From one phase to the next in a padded row. */
  phaseBytes: number;
  /** The copy of a row of weights, or for the kernel's gradient of a row of dy. */
  packed: Room;
  /** {@link ColumnPhase}s. Together all columns of the target. */
  targetPhases: readonly ColumnPhase[];
  /** Number of them. */
  targetPhaseCount: number;
}

/** Pixels whose kernels are made together. */
export interface Tile {
  /** The row of the target that needs them first. */
  before: number;
  /** Number of them. */
  pixels: number;
  /** Of the first of them, from the first of the batch entry. */
  features: number;
  /** Where they go, from the start of what is made. */
  weights: number;
}

/** How kernels are made of features: those of some groups, for a few rows at a time. */
export interface Generation {
  /** Groups that are made together. */
  groupsTogether: number;
  /** Weights of a pixel that are made together. */
  weightCount: number;
  /** Features of a pixel. */
  featureCount: number;
  /** From one feature of a pixel to the next. */
  featureStep: number;
  /** From a pixel's feature to the next pixel's. */
  pixelStep: number;
  /** Pixels that are computed at a time: four or six. */
  pixelsTogether: number;
  /** From one batch entry of the features to the next. */
  featureBatch: number;
  /** From a feature's weights of the span to the next feature's. */
  spanStep: number;
  /** {@link Tile}s. In the order of the rows, and one behind them that no row needs. */
  tiles: readonly Tile[];
  /** What is made: a ring of rows, in which those that are needed no more are overwritten. */
  made: Room;
  /** The features of a tile: of some pixels at a time, those of one feature side by side. */
  panels: Room;
}

/** Loops that make the kernels that they need: weights are counted from the start of what is made. */
export interface FusedLoops extends Loops {
  /** {@link Generation}s. One of them. */
  generation: readonly Generation[];
}

/**
 * The same over copies, of all channels of the groups that are made together: distances between groups are those in
 * the copies.
 */
export interface FusedTransposedLoops extends TransposedLoops {
  /** {@link Generation}s. One of them. */
  generation: readonly Generation[];
  /** In the source: from the first channel of groups that are made together to that of the next. */
  sourceGroups: number;
  /** Likewise in the target. */
  targetGroups: number;
}

/** Loops that make the gradients of kernels, a tile at a time, and sum of them those of what kernels are generated from. */
export interface FusedCorrelateLoops extends Loops {
  /** {@link Generation}s. One of them. */
  generation: readonly Generation[];
  /** A row of the sums, and from one pixel to the next: weights that are made together, in whole vectors. */
  sumBytes: number;
  /** The weights of the span, those of all features side by side. */
  turned: Room;
  /** The gradients of these weights, a row for each feature, and the bias's behind them. */
  sums: Room;
}

/** The fields of all structures: those of each one of them are in the order of its words. */
export const FIELDS: readonly string[] = [
  'count',
  'source',
  'kernel',
  'steps',
  'batchSize',
  'targetHeight',
  'targetWidth',
  'groups',
  'channelsPerGroup',
  'targetBatch',
  'targetRow',
  'targetColumn',
  'targetGroup',
  'targetChannel',
  'sourceBatch',
  'sourceGroup',
  'sourceChannel',
  'kernelBatch',
  'kernelGroup',
  'kernelBytes',
  'columnSourceStep',
  'columnKernelStep',
  'rows',
  'columns',
  'channel',
  'lane0',
  'lane1',
  'lane2',
  'lane3',
  'blocks',
  'blockCount',
  'channelsPerLane',
  'isContiguous',
  'rowCount',
  'targets',
  'sourceWidth',
  'bands',
  'copy',
  'targetCopy',
  'first',
  'begin',
  'end',
  'run',
  'taps',
  'tapCount',
  'sourcePhases',
  'phaseCount',
  'phaseStep',
  'padding',
  'phaseBytes',
  'packed',
  'targetPhases',
  'targetPhaseCount',
  'before',
  'pixels',
  'features',
  'weights',
  'groupsTogether',
  'weightCount',
  'featureCount',
  'featureStep',
  'pixelStep',
  'pixelsTogether',
  'featureBatch',
  'spanStep',
  'tiles',
  'made',
  'panels',
  'generation',
  'sourceGroups',
  'targetGroups',
  'sumBytes',
  'turned',
  'sums',
];
