// What a kernel gets besides its operands: the words of assembly/walk.ts, with the tables behind them.
import {
  type InvolutionGeometry,
  type InvolutionStrides,
  kernelShapeOf,
  sizeOf,
  stridesOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import { type Axis, type AxisTaps, tapsOfInput, tapsOfOutput } from './axis.ts';
import { laneFields } from './lanes.ts';
import { paddedFields, targetPhasesOf } from './padded.ts';
import { transposedFields } from './transposed.ts';
import { chooseVariant, type Operation, type Variant } from './variant.ts';
import { type Field, layOut } from './words.ts';

/** Everything about a call but the places of its operands. */
export interface Plan {
  /** Of the operands; forward: x and kernel; gradInput: dy and kernel; gradKernel: dy and x. */
  readonly inputBytes: readonly [number, number];
  /** Of y, dx or dkernel. */
  readonly outputBytes: number;
  /** Of scratch memory, the words included. */
  readonly scratchBytes: number;
  /** The kernel's name among the exports of the module. */
  readonly kernel: `${'gather' | 'correlate'}${'Members' | 'Transposed' | 'Lanes' | 'Columns' | 'Scalar'}`;
  /** To be copied to where the kernel's scratch memory begins. */
  readonly words: Int32Array;
}

/** One direction through an involution, with its taps worked out. */
export interface Direction {
  geometry: InvolutionGeometry;
  strides: InvolutionStrides;
  /** Strides of what is made (for the kernel's gradient: of dy) and of what is read. */
  target: InvolutionStrides['y'];
  source: InvolutionStrides['x'];
  targetHeight: number;
  targetWidth: number;
  sourceWidth: number;
  rows: AxisTaps;
  columns: AxisTaps;
  columnAxis: Axis;
  isForward: boolean;
}

/** Bytes of a float32. */
export const FLOAT = 4;

/**
 * Works out a call.
 *
 * @param hasSimd Whether the module has the kernels with SIMD.
 */
export function makePlan(operation: Operation, geometry: InvolutionGeometry, hasSimd: boolean): Plan {
  const variant = chooseVariant(operation, geometry, hasSimd);
  const direction = directionOf(operation, geometry);
  const { words, scratchBytes } = layOut([
    ...walkFields(direction, variant),
    ...EXTRA_FIELDS[variant](direction, operation),
  ]);
  const verb = operation === 'gradKernel' ? 'correlate' : 'gather';
  return { ...operandBytes(operation, geometry), scratchBytes, kernel: `${verb}${NAMES[variant]}`, words };
}

function operandBytes(operation: Operation, g: InvolutionGeometry): Pick<Plan, 'inputBytes' | 'outputBytes'> {
  const [x, kernel, y] = [xShapeOf(g), kernelShapeOf(g), yShapeOf(g)].map((shape) => sizeOf(shape) * FLOAT);
  switch (operation) {
    case 'forward':
      return { inputBytes: [x, kernel], outputBytes: y };
    case 'gradInput':
      return { inputBytes: [y, kernel], outputBytes: x };
    case 'gradKernel':
      return { inputBytes: [y, x], outputBytes: kernel };
  }
}

const NAMES = {
  members: 'Members',
  transposed: 'Transposed',
  lanes: 'Lanes',
  columns: 'Columns',
  scalar: 'Scalar',
} as const;

/** What a variant needs beyond the walk. */
const EXTRA_FIELDS: Readonly<Record<Variant, (direction: Direction, operation: Operation) => Field[]>> = {
  members: () => [],
  transposed: transposedFields,
  lanes: laneFields,
  columns: paddedFields,
  scalar: () => [],
};

function directionOf(operation: Operation, g: InvolutionGeometry): Direction {
  const strides = stridesOf(g);
  const rowAxis: Axis = {
    inSize: g.inHeight,
    outSize: g.outHeight,
    kernelSize: g.kernelHeight,
    stride: g.strideHeight,
    dilation: g.dilationHeight,
    padBefore: g.padTop,
  };
  const columnAxis: Axis = {
    inSize: g.inWidth,
    outSize: g.outWidth,
    kernelSize: g.kernelWidth,
    stride: g.strideWidth,
    dilation: g.dilationWidth,
    padBefore: g.padLeft,
  };
  const shared = { geometry: g, strides, columnAxis };
  return operation === 'gradInput'
    ? {
        ...shared,
        target: strides.x,
        source: strides.y,
        targetHeight: g.inHeight,
        targetWidth: g.inWidth,
        sourceWidth: g.outWidth,
        rows: tapsOfInput(rowAxis),
        columns: tapsOfInput(columnAxis),
        isForward: false,
      }
    : {
        ...shared,
        target: strides.y,
        source: strides.x,
        targetHeight: g.outHeight,
        targetWidth: g.outWidth,
        sourceWidth: g.inWidth,
        rows: tapsOfOutput(rowAxis),
        columns: tapsOfOutput(columnAxis),
        isForward: true,
      };
}

/** Bytes from one row or column to the next; of copies, where a kernel makes some. */
function stepsOf(direction: Direction, variant: Variant) {
  const { geometry, source, target, sourceWidth } = direction;
  const pixel = geometry.channelsPerGroup * FLOAT;
  switch (variant) {
    case 'transposed':
      return { sourceRow: sourceWidth * pixel, sourceColumn: pixel, targetColumn: pixel };
    case 'columns': {
      // Padded rows have a length of their own, so that this kernel counts rows; and its vectors hold every so many-th
      // column.
      const targetColumn = target.column * targetPhasesOf(direction) * FLOAT;
      return { sourceRow: 1, sourceColumn: source.column * FLOAT, targetColumn };
    }
    default:
      return {
        sourceRow: source.row * FLOAT,
        sourceColumn: source.column * FLOAT,
        targetColumn: target.column * FLOAT,
      };
  }
}

/** The fields of `Walk`, in its order. */
function walkFields(direction: Direction, variant: Variant): Field[] {
  const { geometry: g, strides, target, source, rows, columns } = direction;
  const { kernel } = strides;
  const { sourceRow, sourceColumn, targetColumn } = stepsOf(direction, variant);
  const kernelOf = (row: number, tapRow: number) => (output: number, tap: number) =>
    (output * row + tap * tapRow) * FLOAT;
  const rowKernel = kernelOf(kernel.row, kernel.tapRow);
  const columnKernel = kernelOf(kernel.column, kernel.tapColumn);
  return [
    g.batchSize,
    direction.targetHeight,
    direction.targetWidth,
    g.groups,
    g.channelsPerGroup,
    target.batch * FLOAT,
    target.row * FLOAT,
    targetColumn,
    target.group * FLOAT,
    target.member * FLOAT,
    source.batch * FLOAT,
    source.group * FLOAT,
    source.member * FLOAT,
    kernel.batch * FLOAT,
    kernel.group * FLOAT,
    sizeOf(kernelShapeOf(g)) * FLOAT,
    rows.step.source * sourceRow,
    rowKernel(rows.step.output, rows.step.tap),
    columns.step.source * sourceColumn,
    columnKernel(columns.step.output, columns.step.tap),
    { table: tapsTable(rows, sourceRow, rowKernel) },
    { table: tapsTable(columns, sourceColumn, columnKernel) },
  ];
}

/** Entries of `Taps`, and one without taps behind them: kernels look one ahead. */
function tapsTable({ targets }: AxisTaps, sourceBytes: number, kernelBytes: (output: number, tap: number) => number) {
  return [
    ...targets.flatMap(({ count, source, tap, output }) => [count, source * sourceBytes, kernelBytes(output, tap)]),
    ...[0, 0, 0],
  ];
}
