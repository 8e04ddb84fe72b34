import {
  type FusedGeometry,
  type FusedOperands,
  generateKernel,
  type InvolutionGeometry,
  type Operands,
  operandsOf,
} from '@involution/core';
import type { Bound } from './bind.ts';
import { FLOAT } from './direction.ts';
import type { Heap } from './heap.ts';
import type { Plan } from './plan.ts';
import { sizesOf } from './pointers.ts';

/** Numbers of float32 in the memory of the kernels. */
export interface Block {
  /** In bytes. */
  readonly offset: number;
  /** How many numbers. */
  readonly length: number;
}

/** A convolution of one tap with channels first, as {@link Blocks.pointwise} computes it. */
export interface PointwiseConvolution {
  readonly batchSize: number;
  /** Of x. */
  readonly channels: number;
  /** Of y, a multiple of 4. */
  readonly outputChannels: number;
  /** Of x and of y, in a batch entry. */
  readonly positions: number;
  /** `[outputChannels, channels]` as {@link packPointwise} has them. */
  readonly weights: Block;
  /** `[outputChannels]` */
  readonly bias: Block;
  /** Of y's shape, which is added to y. Default: none. */
  readonly addend?: Block;
  /** Whether negative numbers become 0, at last. */
  readonly isRectified: boolean;
}

/**
 * Calls whose operands and results stay in the memory of the kernels, for networks: with channels first. What is made is the
 * caller's to free.
 */
export interface Blocks {
  /** @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine gives no more memory; so do all that make a block. */
  put(values: Float32Array): Block;
  /** The numbers themselves, until another block is made. */
  see(block: Block): Float32Array;
  free(block: Block): void;
  /** y of an involution, whose operands have the lengths that its geometry asks for. */
  involution(geometry: InvolutionGeometry, operands: Operands<Block>): Block;
  /** y of a fused involution. Where no kernel fuses, the kernel tensor is made first, in plain loops. */
  fusedInvolution(geometry: FusedGeometry, operands: FusedOperands<Block>): Block;
  /** y of a convolution of one tap. */
  pointwise(x: Block, convolution: PointwiseConvolution): Block;
  /**
   * scale · y + shift in place, channel by channel.
   *
   * @param isRectified Whether negative numbers become 0, at last.
   */
  finish(y: Block, batchSize: number, scale: Block, shift: Block, isRectified: boolean): void;
}

/** Rows of weights side by side. */
const ROWS = 4;
/** Bytes of x that are taken at a time: as many as stay in a core's second cache. */
const MAX_PANELS_BYTES = 131072;
/** Bytes of a channel in a panel. */
const PANEL = 32;

/**
 * The weights of a convolution of one tap in the order in which {@link Blocks.pointwise} reads them: four rows side by side.
 *
 * @param weights `[rows, depth]`, of which rows are a multiple of 4.
 */
export function packPointwise(weights: Float32Array, depth: number): Float32Array {
  return weights.map((_, k) => {
    const [row, column] = [Math.floor(k / (ROWS * depth)) * ROWS + (k % ROWS), Math.floor(k / ROWS) % depth];
    return weights[row * depth + column]!;
  });
}

/** On the memory that calls on arrays have too. */
export function blocksOn(bound: Bound, heap: Heap): Blocks {
  const { memory, exports } = bound;
  const take = (length: number): Block => ({ offset: heap.take(length * FLOAT), length });
  const free = ({ offset }: Block) => heap.free(offset);
  /** Frees what a call made when it fails. */
  const making = (length: number, write: (block: Block) => void): Block => {
    const block = take(length);
    try {
      write(block);
      return block;
    } catch (error) {
      free(block);
      throw error;
    }
  };
  const withScratch = (bytes: number, use: (scratch: number) => void) => {
    const scratch = heap.take(bytes);
    try {
      use(scratch);
    } finally {
      heap.free(scratch);
    }
  };
  const run = (plan: Plan, operands: Operands<Block>): Block => {
    const inputs = operandsOf(plan.operation, operands).map(({ offset }) => offset);
    const [bytes] = sizesOf(plan).slice(inputs.length) as [number];
    return making(bytes / FLOAT, ({ offset }) =>
      withScratch(plan.scratchBytes, (scratch) => bound.runAt(plan, [...inputs, offset, scratch])),
    );
  };
  const see = ({ offset, length }: Block) => new Float32Array(memory.buffer, offset, length);
  const put = (values: Float32Array) => making(values.length, (block) => see(block).set(values));
  return {
    put,
    see,
    free,
    involution: (geometry, operands) => run(bound.plan('forward', geometry), operands),
    fusedInvolution(geometry, operands) {
      if (bound.canFuse(geometry)) return run(bound.plan('fusedForward', geometry), operands);
      const { x, features, spanWeights, spanBias } = operands;
      const numbers = { features: see(features), spanWeights: see(spanWeights), spanBias: see(spanBias) };
      const kernel = put(Float32Array.from(generateKernel(geometry, numbers).data));
      try {
        return run(bound.plan('forward', geometry), { x, kernel });
      } finally {
        free(kernel);
      }
    },
    pointwise(x, { batchSize, channels, outputChannels, positions, weights, bias, addend, isRectified }) {
      const panels = Math.max(1, Math.floor(MAX_PANELS_BYTES / PANEL / channels));
      return making(batchSize * outputChannels * positions, (y) =>
        withScratch(Math.min(panels, Math.ceil(positions / 8)) * channels * PANEL, (scratch) => {
          for (let n = 0; n < batchSize; n++) {
            const ofY = n * outputChannels * positions * FLOAT;
            exports.pointwise(
              outputChannels,
              positions,
              channels,
              x.offset + n * channels * positions * FLOAT,
              positions * FLOAT,
              weights.offset,
              bias.offset,
              addend ? addend.offset + ofY : 0,
              Number(isRectified),
              panels,
              scratch,
              y.offset + ofY,
            );
          }
        }),
      );
    },
    finish(y, batchSize, scale, shift, isRectified) {
      const ofEntry = y.length / batchSize;
      // From the last to the first, since what is behind an entry is written back.
      for (let n = batchSize - 1; n >= 0; n--) {
        const offset = y.offset + n * ofEntry * FLOAT;
        exports.finish(scale.length, ofEntry / scale.length, scale.offset, shift.offset, Number(isRectified), offset);
      }
    },
  };
}
