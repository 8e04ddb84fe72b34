import {
  type FusedGeometry,
  type FusedOperands,
  generateKernel,
  InvolutionError,
  type InvolutionGeometry,
  type Operands,
  operandNamesOf,
  operandsOf,
  unexpected,
} from '@involution/core';
import { bind } from './bind.ts';
import type { Build } from './build.ts';
import { FLOAT } from './direction.ts';
import { Heap } from './heap.ts';
import { OF_FORWARD } from './kits.ts';
import { fastestBuild } from './load.ts';
import type { Plan } from './plan.ts';
import { sizesOf } from './pointers.ts';
import { align } from './structure.ts';

/** Numbers of float32 in the memory of the kernels. */
export interface Block {
  /** In bytes. */
  readonly offset: number;
  /** How many numbers. */
  readonly length: number;
}

/** A convolution of one tap with channels first, as {@link ForwardWasm.pointwise} computes it. */
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
 * The kernels of y alone, and of what is around involutions in a network, with channels first. Operands and results are blocks
 * of their memory, so that a result is the next call's operand where it lies. What is made is the caller's to free.
 */
export interface ForwardWasm {
  readonly build: Build;
  /**
   * Puts numbers into the memory, which grows where it must.
   *
   * @param values float32; or float16 as its bits, which become float32.
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine gives no more memory; so do all that make a block.
   */
  put(values: Float32Array | Uint16Array): Block;
  /** The numbers themselves, until another block is made. */
  see(block: Block): Float32Array;
  /** The bits of the numbers in float16, each rounded once. The block's numbers are others then: it can only be freed. */
  toHalves(block: Block): Uint16Array;
  free(block: Block): void;
  /** Whether there is a kernel for `fusedInvolution`, as `canFuse` of `loadInvolutionWasm` has it. */
  canFuse(geometry: FusedGeometry): boolean;
  /**
   * y of an involution.
   *
   * @throws InvolutionError `INVALID_DATA_FORMAT` with channels last, `MISSING_OPERAND` when an operand is not given,
   * `INVALID_DATA` when it has not as many numbers as the geometry asks for, `DEVICE_LIMIT_EXCEEDED` when one takes 2 GiB or
   * more.
   */
  involution(geometry: InvolutionGeometry, operands: Operands<Block>): Block;
  /**
   * y of a fused involution. Where no kernel fuses, the kernel tensor is made first, in plain loops.
   *
   * @throws InvolutionError as `involution`.
   */
  fusedInvolution(geometry: FusedGeometry, operands: FusedOperands<Block>): Block;
  /** y of a convolution of one tap. Blocks have as many numbers as it says. */
  pointwise(x: Block, convolution: PointwiseConvolution): Block;
  /**
   * scale · y + shift in place, channel by channel: of `[N, C, …]`, with C of each of them.
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
 * The weights of a convolution of one tap in the order in which {@link ForwardWasm.pointwise} reads them: four rows side by side.
 *
 * @param weights `[rows, depth]`, of which rows are a multiple of 4.
 */
export function packPointwise(weights: Float32Array, depth: number): Float32Array {
  const packed = new Float32Array(weights.length);
  let to = 0;
  for (let first = 0; first < weights.length; first += ROWS * depth) {
    for (let column = first; column < first + depth; column++) {
      for (let row = 0; row < ROWS; row++) packed[to++] = weights[column + row * depth]!;
    }
  }
  return packed;
}

/**
 * The kernels of y alone, for a host that trains nothing, has tensors with channels first, as ONNX has them, and needs SIMD
 * itself: without those of gradients, of channels last and for engines without SIMD in what a bundler keeps of this package.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine has no SIMD.
 */
export function loadForwardWasm(): ForwardWasm {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const heap = new Heap(memory);
  const bound = bind(OF_FORWARD, fastestBuild(OF_FORWARD.modules), memory);
  const { exports } = bound;
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
    const names = operandNamesOf(plan.operation);
    const inputs = operandsOf(plan.operation, operands).map(({ offset, length }, k) => {
      const wanted = plan.operandBytes[names[k]!]! / FLOAT;
      if (length === wanted) return offset;
      throw new InvolutionError(
        'INVALID_DATA',
        names[k]!,
        `${names[k]} has ${length} numbers, but must have ${wanted}.`,
      );
    });
    const [bytes] = sizesOf(plan).slice(inputs.length) as [number];
    return making(bytes / FLOAT, ({ offset }) =>
      withScratch(plan.scratchBytes, (scratch) => bound.runAt(plan, [...inputs, offset, scratch])),
    );
  };
  const see = ({ offset, length }: Block) => new Float32Array(memory.buffer, offset, length);
  const put = (values: Float32Array | Uint16Array) =>
    making(values.length, (block) => {
      // By its tag, because an array may come from another realm, a frame say.
      if (values[Symbol.toStringTag] === 'Float32Array') return see(block).set(values);
      const bytes = align(values.length * FLOAT);
      const source = block.offset + bytes / 2;
      new Uint16Array(memory.buffer, source, values.length).set(values);
      exports.widen_halves(source, block.offset, bytes);
    });
  return {
    build: bound.build,
    canFuse: bound.canFuse,
    put,
    see,
    toHalves({ offset, length }) {
      exports.narrow_to_halves(offset, offset, align(length * FLOAT));
      return new Uint16Array(memory.buffer, offset, length).slice();
    },
    free,
    involution(geometry, operands) {
      requireChannelsFirst(geometry);
      return run(bound.plan('forward', geometry), operands);
    },
    fusedInvolution(geometry, operands) {
      requireChannelsFirst(geometry);
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

function requireChannelsFirst({ dataFormat }: InvolutionGeometry): void {
  if (dataFormat === 'channelsFirst') return;
  throw unexpected('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, "'channelsFirst'");
}
