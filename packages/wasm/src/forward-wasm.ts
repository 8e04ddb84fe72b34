import {
  type Axis,
  type FusedGeometry,
  type FusedOperands,
  InvolutionError,
  type InvolutionGeometry,
  type Operands,
  operandNamesOf,
  operandsOf,
  unexpected,
} from '@involution/core';
import { bind } from './bind.ts';
import type { Block } from './block.ts';
import { type Build, rowsTogetherOf } from './build.ts';
import { cached } from './cached.ts';
import { Heap } from './heap.ts';
import { OF_FORWARD } from './kits.ts';
import { fastestBuild } from './load.ts';
import type { ForwardOperation, Parts } from './parts.ts';
import type { Plan } from './plan.ts';
import { sizesOf } from './pointers.ts';
import { SlidingWindow } from './sliding-window.ts';
import { align } from './structure.ts';
import type { Threads } from './threads.ts';
import { FLOAT } from './units.ts';
import {
  type Convolution,
  convolutionCalls,
  type Division,
  type Pool,
  padCalls,
  poolCalls,
  type WindowCalls,
} from './window-calls.ts';

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
  /**
   * Puts the weights of a convolution into the memory, in the order in which `convolution` reads them.
   *
   * @param weights `[outputChannels, channels, …taps of each axis]`
   */
  putWeights(weights: Float32Array, outputChannels: number): Block;
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
   * y of a fused involution.
   *
   * @throws InvolutionError `INVALID_OPTIONS` where `canFuse` says no; as `involution`.
   */
  fusedInvolution(geometry: FusedGeometry, operands: FusedOperands<Block>): Block;
  /** y of a convolution. Blocks have as many numbers as it says. */
  convolution(x: Block, convolution: Convolution): Block;
  /** y of a pool. x has as many numbers as it says. */
  pool(x: Block, pool: Pool): Block;
  /**
   * scale · y + shift in place, channel by channel: of `[N, C, …]`, with C of each of them.
   *
   * @param isRectified Whether negative numbers become 0, at last.
   */
  finish(y: Block, batchSize: number, scale: Block, shift: Block, isRectified: boolean): void;
}

/** How kernels are loaded. */
export interface ForwardOptions {
  /** On which they run, from `startThreads` of `@involution/wasm/threads`. Default: the caller's thread alone. */
  readonly threads?: Threads | undefined;
}

type KernelName = Plan['kernel'] | 'convolve' | 'pad' | 'pool';

/** Parts of a call for each thread. */
const PARTS_OF_THREAD = 2;

/**
 * The weights of a convolution, some rows side by side; zeros where the last ones are none.
 *
 * @param weights `[outputChannels, …]`
 */
function packed(weights: Float32Array, outputChannels: number, together: number): Float32Array {
  const depth = weights.length / outputChannels;
  const result = new Float32Array(Math.ceil(outputChannels / together) * together * depth);
  let from = 0;
  for (let row = 0; row < outputChannels; row++) {
    const ofSet = row % together;
    const first = (row - ofSet) * depth + ofSet;
    const end = first + depth * together;
    for (let to = first; to < end; to += together) result[to] = weights[from++]!;
  }
  return result;
}

/**
 * The kernels of y alone, for a host that trains nothing, has tensors with channels first, as ONNX has them, and needs SIMD
 * itself: without those of gradients, of channels last and for engines without SIMD in what a bundler keeps of this package.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine has no SIMD.
 */
export function loadForwardWasm({ threads }: ForwardOptions = {}): ForwardWasm {
  const memory = threads?.memory ?? new WebAssembly.Memory({ initial: 1 });
  const heap = new Heap(memory);
  const bound = bind(OF_FORWARD, fastestBuild(OF_FORWARD.modules), memory);
  const { module, exports } = bound;
  threads?.begin(module, exports);
  const rowsTogether = rowsTogetherOf(bound.build);
  const threadCount = threads?.count ?? 1;
  /** So many that a thread that was late, or is slower, keeps the others waiting for a small part only. */
  const mostParts = threads ? PARTS_OF_THREAD * threadCount : 1;
  const parts = cached((operation: ForwardOperation, geometry: InvolutionGeometry): Parts => {
    if (threads) return threads.partsOf(operation, geometry, mostParts);
    return { part: geometry, distances: [[0, 0, 0, 0, 0]] };
  });
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
  /**
   * Makes calls of a kernel.
   *
   * @param at Which of their arguments scratch memory is.
   * @param words What scratch memory begins with.
   */
  const call = (
    kernel: KernelName,
    calls: readonly (readonly number[])[],
    at: number,
    scratchBytes: number,
    words: Int32Array = new Int32Array(0),
  ) => {
    if (calls.length === 0) return;
    const ofThread = align(scratchBytes);
    const table = threadCount * ofThread;
    const scratch = heap.take(table + calls.length * calls[0]!.length * FLOAT);
    try {
      for (let k = 0; k < threadCount; k++) {
        new Int32Array(memory.buffer, scratch + k * ofThread, words.length).set(words);
      }
      const complete = calls.map((values) => values.map((value, k) => (k === at ? scratch : value)));
      if (threads) threads.run({ kernel, calls: complete, scratch: at, scratchBytes: ofThread }, scratch + table);
      else for (const values of complete) exports[kernel](...values);
    } finally {
      heap.free(scratch);
    }
  };
  const run = (operation: ForwardOperation, geometry: InvolutionGeometry, operands: Operands<Block>): Block => {
    const { part, distances } = parts(operation, geometry);
    const plan = bound.plan(operation as 'forward', geometry, part);
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
    return making(bytes / FLOAT, ({ offset }) => {
      const starts = [...inputs, offset];
      const calls = distances.map((ofPart) => [0, ...starts.map((start, k) => start + ofPart[k]!)]);
      call(plan.kernel, calls, 0, plan.scratchBytes, plan.words);
    });
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
  const windows = cached((axes: readonly Axis[]) => new SlidingWindow(axes));
  const division: Division = { rowsTogether, mostParts };
  const make = (kernel: KernelName, { calls, scratch, scratchBytes, words }: WindowCalls) =>
    call(kernel, calls, scratch, scratchBytes, words);
  /** Calls with x as a window reads it: a copy, where there is padding. */
  const withPadding = (
    x: Block,
    channels: number,
    window: SlidingWindow,
    padding: number,
    use: (source: Block) => Block,
  ): Block => {
    if (!window.isPadded) return use(x);
    const source = making(channels * window.paddedSize, (copy) =>
      make('pad', padCalls(x, copy, channels, padding, window, division)),
    );
    try {
      return use(source);
    } finally {
      free(source);
    }
  };
  return {
    build: bound.build,
    canFuse: bound.canFuse,
    put,
    putWeights: (weights, outputChannels) => put(packed(weights, outputChannels, rowsTogether)),
    see,
    toHalves({ offset, length }) {
      exports.narrow_to_halves(offset, offset, align(length * FLOAT));
      return new Uint16Array(memory.buffer, offset, length).slice();
    },
    free,
    involution(geometry, operands) {
      requireChannelsFirst(geometry);
      return run('forward', geometry, operands);
    },
    fusedInvolution(geometry, operands) {
      requireChannelsFirst(geometry);
      return run('fusedForward', geometry, operands);
    },
    convolution(x, convolution) {
      const { batchSize, channels, outputChannels, axes } = convolution;
      const window = windows(axes);
      return withPadding(x, batchSize * channels, window, 0, (source) =>
        making(batchSize * outputChannels * window.positions, (y) =>
          make('convolve', convolutionCalls(source, y, convolution, window, division)),
        ),
      );
    },
    pool(x, pool) {
      const window = windows(pool.axes);
      return withPadding(x, pool.channels, window, pool.of === 'mean' ? 0 : Number.NEGATIVE_INFINITY, (source) =>
        making(pool.channels * window.positions, (y) => make('pool', poolCalls(source, y, pool, window, division))),
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
