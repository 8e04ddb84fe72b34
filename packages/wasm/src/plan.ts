// What a kernel gets besides its operands: the words of assembly/walk.ts, with the tables behind them.
import {
  type Axis,
  type AxisTaps,
  axesOf,
  InvolutionError,
  type InvolutionGeometry,
  type InvolutionStrides,
  kernelShapeOf,
  sizeOf,
  stridesOf,
  tapsOfInput,
  tapsOfOutput,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
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
  readonly kernel: `${'gather' | 'correlate'}${Capitalize<Variant>}`;
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
/** Distances are signed numbers of 32 bits in the kernels. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Works out a call.
 *
 * @param hasSimd Whether the module has the kernels with SIMD.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when an operand takes 2 GiB or more.
 */
export function makePlan(operation: Operation, geometry: InvolutionGeometry, hasSimd: boolean): Plan {
  const operands = operandBytes(operation, geometry);
  const variant = chooseVariant(operation, geometry, hasSimd);
  const direction = directionOf(operation, geometry);
  const { words, scratchBytes } = layOut([
    ...walkFields(direction, variant),
    ...(EXTRA_FIELDS[variant]?.(direction, operation) ?? []),
  ]);
  const verb = operation === 'gradKernel' ? 'correlate' : 'gather';
  return { ...operands, scratchBytes, kernel: `${verb}${capitalized(variant)}`, words };
}

function operandBytes(operation: Operation, g: InvolutionGeometry): Pick<Plan, 'inputBytes' | 'outputBytes'> {
  const x = bytesOf('x', xShapeOf(g));
  const kernel = bytesOf('kernel', kernelShapeOf(g));
  const y = bytesOf('y', yShapeOf(g));
  switch (operation) {
    case 'forward':
      return { inputBytes: [x, kernel], outputBytes: y };
    case 'gradInput':
      return { inputBytes: [y, kernel], outputBytes: x };
    case 'gradKernel':
      return { inputBytes: [y, x], outputBytes: kernel };
  }
}

/** Of the tensor, or of its gradient. */
function bytesOf(name: string, shape: number[]): number {
  const bytes = sizeOf(shape) * FLOAT;
  if (bytes <= MOST_BYTES) return bytes;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, `${bytes} bytes`, `no more than ${MOST_BYTES}`);
}

function capitalized(variant: Variant): Capitalize<Variant> {
  return (variant[0].toUpperCase() + variant.slice(1)) as Capitalize<Variant>;
}

/** What some variants need beyond the walk. */
const EXTRA_FIELDS: Readonly<Partial<Record<Variant, (direction: Direction, operation: Operation) => Field[]>>> = {
  transposed: transposedFields,
  lanes: laneFields,
  columns: paddedFields,
};

function directionOf(operation: Operation, g: InvolutionGeometry): Direction {
  const strides = stridesOf(g);
  const { rows, columns } = axesOf(g);
  const isForward = operation !== 'gradInput';
  const input = { strides: strides.x, height: g.inHeight, width: g.inWidth };
  const output = { strides: strides.y, height: g.outHeight, width: g.outWidth };
  const [source, target] = isForward ? [input, output] : [output, input];
  const tapsOf = isForward ? tapsOfOutput : tapsOfInput;
  return {
    geometry: g,
    strides,
    target: target.strides,
    source: source.strides,
    targetHeight: target.height,
    targetWidth: target.width,
    sourceWidth: source.width,
    rows: tapsOf(rows),
    columns: tapsOf(columns),
    columnAxis: columns,
    isForward,
  };
}

/** Bytes from one row or column to the next; of copies, where a kernel makes some. */
function stepsOf(direction: Direction, variant: Variant) {
  const { geometry, source, target, sourceWidth } = direction;
  const sourceColumn = source.column * FLOAT;
  const targetColumn = target.column * FLOAT;
  if (variant === 'transposed') {
    const pixel = geometry.channelsPerGroup * FLOAT;
    return { sourceRow: sourceWidth * pixel, sourceColumn: pixel, targetColumn: pixel };
  }
  if (variant === 'columns') {
    // Padded rows have a length of their own, so that this kernel counts rows; and its vectors hold every so many-th
    // column.
    return { sourceRow: 1, sourceColumn, targetColumn: targetColumn * targetPhasesOf(direction) };
  }
  return { sourceRow: source.row * FLOAT, sourceColumn, targetColumn };
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
    tapsTable(rows, sourceRow, rowKernel),
    tapsTable(columns, sourceColumn, columnKernel),
  ];
}

/** Entries of `Taps`, and one without taps behind them: kernels look one ahead. */
function tapsTable({ targets }: AxisTaps, sourceBytes: number, kernelBytes: (output: number, tap: number) => number) {
  return [
    ...targets.flatMap(({ count, source, tap, output }) => [count, source * sourceBytes, kernelBytes(output, tap)]),
    ...[0, 0, 0],
  ];
}
