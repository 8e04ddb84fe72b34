import {
  type FusedOperation,
  InvolutionError,
  type InvolutionGeometry,
  mapOperands,
  OPERATIONS,
  type Operands,
  type Operation,
  type Results,
  shapeOf,
  sizeOf,
} from '@involution/core';
import { type Direction, directionOf } from './direction.ts';
import type { Layout } from './structure.ts';
import { FLOAT } from './units.ts';
import { chooseVariant, type FusedVariant, type Variant } from './variant.ts';

/** Everything about a call but where in memory its operands are. */
export interface Plan {
  readonly operation: Operation | FusedOperation;
  /** Of each operand that the operation reads. */
  readonly operandBytes: Operands<number>;
  /** Of each result. */
  readonly resultBytes: Results<number>;
  /** Of scratch memory, the words included. */
  readonly scratchBytes: number;
  /** The kernel's name among the exports of the module. */
  readonly kernel: `${'gather' | 'correlate'}_${Variant}` | `fuse_${FusedVariant}`;
  /** To be copied to where the kernel's scratch memory begins. */
  readonly words: Int32Array;
}

/** Distances are signed numbers of 32 bits in the kernels. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Works out a call.
 *
 * @param hasSimd Whether the module has the kernels with SIMD.
 * @param layouts Those of the kernels that there are.
 * @param part What of the result is computed: its sizes. Strides are the geometry's. Default: all.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when an operand takes 2 GiB or more.
 */
export function makePlan(
  operation: Operation,
  geometry: InvolutionGeometry,
  hasSimd: boolean,
  layouts: Layouts,
  part: InvolutionGeometry = geometry,
): Plan {
  const operandBytes = mapOperands(operation, (name) => bytesOf(name, shapeOf(geometry, name)));
  const { result } = OPERATIONS[operation];
  const resultBytes = { [result]: bytesOf(result, shapeOf(geometry, result)) };
  const direction = { ...directionOf(operation, geometry), geometry: part };
  const variant = chooseVariant(operation, part, hasSimd);
  const verb = operation === 'gradKernel' ? 'correlate' : 'gather';
  const layout = layouts[variant]!(direction, operation);
  return { operation, operandBytes, resultBytes, kernel: `${verb}_${variant}`, ...layout };
}

/** How loops are laid out for kernels, by their variants. */
export type Layouts = Readonly<Partial<Record<Variant, (direction: Direction, operation: Operation) => Layout>>>;

/**
 * The bytes of a tensor.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`.
 */
export function bytesOf(name: string, shape: readonly number[]): number {
  const bytes = sizeOf(shape) * FLOAT;
  if (bytes <= MAX_BYTES) return bytes;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, `${name} takes ${bytes} bytes, more than ${MAX_BYTES}.`);
}
