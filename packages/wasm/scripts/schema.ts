// The layout of what `src/` writes and `assembly/` reads: the one description of both sides, made into assembly/layout.ts
// and src/layout.ts by `pnpm compile`. Every field is one word, a signed number of 32 bits.

/** A number; a table of structures behind them all; or room that a kernel fills itself. The last two are offsets. */
export type Field = string | { table: string; doc: string } | { room: string };

/** A structure: fields in the order of their words, each with what it says. Two that share names have them in one order. */
export interface Structure {
  name: string;
  doc: string;
  extends?: string;
  fields: Readonly<Record<string, Field>>;
}

/** Structures, each behind those that it refers to. */
export const STRUCTURES: readonly Structure[] = [
  {
    name: 'Taps',
    doc: 'The taps inside of one row, or of one column, of the target. Sources of a column ascend in equal steps.',
    fields: {
      count: 'Number of them.',
      source: 'Of the first tap, from the start of the source; of a row in {@link BandLoops}, from that of the copy.',
      kernel: "Of the first tap's weight, from the start of the kernel tensor.",
    },
  },
  {
    name: 'Step',
    doc: 'From a tap of a row to the next, which may be in the next slice of the source.',
    fields: { source: 'Between their sources.', kernel: 'Between their weights.' },
  },
  {
    name: 'RowTaps',
    doc: 'The taps inside of one row of the target, those of each slice of the source after one another.',
    extends: 'Taps',
    fields: { steps: { table: 'Step', doc: 'From each tap to the next. Rows share them.' } },
  },
  {
    name: 'Loops',
    doc: `The loops of a kernel: sizes, and distances in bytes.

One set of them serves both directions. Forward the target is y and the source x; for the gradient of x the target is dx
and the source dy; for the gradient of the kernel the "target" is dy, which is read.`,
    fields: {
      batchSize: 'N.',
      targetHeight: 'Rows of the target, those of all slices.',
      targetWidth: 'Columns of the target.',
      groups: 'G.',
      channelsPerGroup: 'C / G.',
      targetBatch: 'From one batch entry of the target to the next.',
      targetRow: 'From one of its rows to the next.',
      targetColumn: 'From one of its columns to the next; in {@link ColumnLoops} to the next of the same phase.',
      targetGroup: "From a group's first channel to the next group's.",
      targetChannel: 'From one channel of a group to the next of the same group.',
      sourceBatch: 'From one batch entry of the source to the next.',
      sourceGroup: "From a group's first channel to the next group's.",
      sourceChannel: 'From one channel of a group to the next of the same group.',
      kernelBatch: 'From one batch entry of the kernel tensor to the next.',
      kernelGroup: "From a group's first weight to the next group's.",
      kernelBytes: 'All of the kernel tensor.',
      columnSourceStep: 'Along a row: from the source of a tap inside to that of the next.',
      columnKernelStep: 'Likewise, between their weights.',
      rows: { table: 'RowTaps', doc: 'For each row of the target.' },
      columns: { table: 'Taps', doc: 'For each column of the target, and one without taps behind them.' },
    },
  },
  {
    name: 'LaneBlock',
    doc: 'Four channels side by side.',
    fields: {
      channel: 'The first of them.',
      lane0: "The first lane's weights, from the first weight of the pixel.",
      lane1: "The second lane's.",
      lane2: "The third lane's.",
      lane3: "The fourth lane's.",
    },
  },
  {
    name: 'GroupLoops',
    doc: 'Loops whose vectors hold four channels side by side, each of a group of its own or shared by some of them.',
    extends: 'Loops',
    fields: {
      blocks: { table: 'LaneBlock', doc: 'Together all channels, or all groups.' },
      blockCount: 'Number of them.',
      channelsPerLane:
        "Channels that a lane stands for: all of its group's, or one where the blocks hold all channels.",
      isContiguous: 'Whether (1) or not (0) the weights of the four lanes lie side by side.',
    },
  },
  {
    name: 'Band',
    doc: 'Rows of the source that are copied together.',
    fields: {
      source: 'The first of them, from the start of the source.',
      rowCount: 'Number of them.',
      targets: 'Rows of the target that are made of them.',
    },
  },
  {
    name: 'BandLoops',
    doc: 'Loops along rows of the target that copy the rows of the source that they need, a band at a time.',
    extends: 'Loops',
    fields: {
      sourceWidth: 'Columns of the source.',
      bands: { table: 'Band', doc: 'In the order of the rows of the target.' },
      copy: { room: 'The copy.' },
    },
  },
  {
    name: 'TransposedLoops',
    doc: `Loops over copies in which the channels of a group lie side by side, of rows of the source and of a row of the target:
it is these that the targetColumn, steps and tables of the loops are about.`,
    extends: 'BandLoops',
    fields: { targetCopy: { room: 'The copy of a row of the target.' } },
  },
  {
    name: 'SourcePhase',
    doc: 'Columns of the source that are a stride apart.',
    fields: { first: 'The first of them.' },
  },
  {
    name: 'ColumnTap',
    doc: 'A tap of a phase of the target.',
    fields: {
      source: "The value that it joins with the phase's first column, in a padded row.",
      kernel: "Its weight for that column, from the first of the row's.",
      begin: 'The first column of the phase for which it lies inside.',
      end: 'The column behind the last of them.',
      run: 'Taps from here on whose values lie side by side.',
    },
  },
  {
    name: 'ColumnPhase',
    doc: 'Columns of the target that have the same taps.',
    fields: {
      targets: 'Number of its columns.',
      taps: { table: 'ColumnTap', doc: 'By their sources.' },
      tapCount: 'Number of them.',
    },
  },
  {
    name: 'ColumnLoops',
    doc: `Loops whose vectors hold four columns. Rows of the source are copied with zeros at both ends and split into as many
phases as there are columns from one target to the next: in a phase neighbouring targets read neighbouring values.`,
    extends: 'BandLoops',
    fields: {
      sourcePhases: { table: 'SourcePhase', doc: 'Those that taps read.' },
      phaseCount: 'Number of them.',
      phaseStep: 'From one column of a phase to the next.',
      padding: "Zeros before a phase's first value.",
      phaseBytes: 'From one phase to the next in a padded row.',
      packed: { room: "The copy of a row of weights, or for the kernel's gradient of a row of dy." },
      targetPhases: { table: 'ColumnPhase', doc: 'Together all columns of the target.' },
      targetPhaseCount: 'Number of them.',
    },
  },
  {
    name: 'Tile',
    doc: 'Pixels whose kernels are made together.',
    fields: {
      before: 'The row of the target that needs them first.',
      pixels: 'Number of them.',
      features: 'Of the first of them, from the first of the batch entry.',
      weights: 'Where they go, from the start of what is made.',
    },
  },
  {
    name: 'Generation',
    doc: 'How kernels are made of features: those of some groups, for a few rows at a time.',
    fields: {
      groupsTogether: 'Groups that are made together.',
      weightCount: 'Weights of a pixel that are made together.',
      featureCount: 'Features of a pixel.',
      featureStep: 'From one feature of a pixel to the next.',
      pixelStep: "From a pixel's feature to the next pixel's.",
      pixelsTogether: 'Pixels that are computed at a time: four or six.',
      featureBatch: 'From one batch entry of the features to the next.',
      spanStep: "From a feature's weights of the span to the next feature's.",
      tiles: { table: 'Tile', doc: 'In the order of the rows, and one behind them that no row needs.' },
      made: { room: 'What is made: a ring of rows, in which those that are needed no more are overwritten.' },
      panels: { room: 'The features of a tile: of some pixels at a time, those of one feature side by side.' },
    },
  },
  {
    name: 'FusedLoops',
    doc: 'Loops that make the kernels that they need: weights are counted from the start of what is made.',
    extends: 'Loops',
    fields: { generation: { table: 'Generation', doc: 'One of them.' } },
  },
  {
    name: 'FusedTransposedLoops',
    doc: `The same over copies, of all channels of the groups that are made together: distances between groups are those in
the copies.`,
    extends: 'TransposedLoops',
    fields: {
      generation: { table: 'Generation', doc: 'One of them.' },
      sourceGroups: 'In the source: from the first channel of groups that are made together to that of the next.',
      targetGroups: 'Likewise in the target.',
    },
  },
  {
    name: 'FusedCorrelateLoops',
    doc: `Loops that make the gradients of kernels, a tile at a time, and sum of them those of what kernels are generated from.`,
    extends: 'Loops',
    fields: {
      generation: { table: 'Generation', doc: 'One of them.' },
      sumBytes: 'A row of the sums, and from one pixel to the next: weights that are made together, in whole vectors.',
      turned: { room: 'The weights of the span, those of all features side by side.' },
      sums: { room: "The gradients of these weights, a row for each feature, and the bias's behind them." },
    },
  },
];
