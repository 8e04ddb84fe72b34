import {
  type FusedGeometry,
  type FusedOperands,
  generateKernel,
  type InvolutionGeometry,
  type Operands,
  unexpected,
} from '@involution/core';
import { type Blocks, blocksOn } from './blocks.ts';
import type { Build } from './build.ts';
import { FLOAT } from './direction.ts';
import { Heap } from './heap.ts';
import { OF_FORWARD } from './kits.ts';
import { type Exports, fastestBuild } from './load.ts';
import { bindToOwnMemory, bytesOf, floats, type Transfer } from './own-memory.ts';
import { align } from './structure.ts';

/** The kernels of y alone, with channels first, on a memory of their own. */
export interface ForwardWasm {
  readonly build: Build;
  /**
   * Computes y from arrays: copies x and the kernel into the memory, which grows where it must, and y out of it.
   *
   * Numbers of float16 come and go as their bits, in a `Uint16Array` each. They become float32 in the memory, so that sums
   * are those of float32, and y is rounded once.
   *
   * @param operands x and the kernel, in the geometry's data format, both of one type.
   * @returns y, in the type of x.
   * @throws InvolutionError `INVALID_DATA_FORMAT` with channels last, `MISSING_OPERAND` when an operand is not given, `INVALID_DATA` when it is of no type that
   * numbers have here, of another than x, or has not as many values as the geometry asks for, `DEVICE_LIMIT_EXCEEDED` when
   * an operand takes 2 GiB or more as float32 or the engine gives no more memory.
   */
  compute(geometry: InvolutionGeometry, operands: Operands<Float32Array>): Float32Array;
  compute(geometry: InvolutionGeometry, operands: Operands<Uint16Array>): Uint16Array;
  /** Whether there is a kernel for `computeFused`, as `canFuse` of `loadInvolutionWasm` has it. */
  canFuse(geometry: FusedGeometry): boolean;
  /**
   * Computes y of a fused involution from arrays of float32, as `compute` does. Where no kernel fuses, the kernel tensor is
   * made first, in plain loops.
   *
   * @throws InvolutionError as `compute`.
   */
  computeFused(geometry: FusedGeometry, operands: FusedOperands<Float32Array>): Float32Array;
  /** Calls one after another, whose results stay in the memory. */
  readonly blocks: Blocks;
}

/**
 * The kernels of y alone, for a host that trains nothing, has tensors with channels first, as ONNX has them, and needs SIMD
 * itself: without those of gradients, of channels last and for engines without SIMD in what a bundler keeps of this package.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine has no SIMD.
 */
export function loadForwardWasm(): ForwardWasm {
  const { bound, runOn } = bindToOwnMemory(OF_FORWARD, fastestBuild(OF_FORWARD.modules));
  const heap = new Heap(bound.memory);
  /** Beside the blocks that there are. */
  const runBeside: typeof runOn = (transfer, plan, operands) => {
    const start = heap.take(bytesOf(plan));
    try {
      return runOn(transfer, plan, operands, start);
    } finally {
      heap.free(start);
    }
  };
  const halves = halvesWith(bound.exports);
  function compute(geometry: InvolutionGeometry, operands: Operands<Float32Array>): Float32Array;
  function compute(geometry: InvolutionGeometry, operands: Operands<Uint16Array>): Uint16Array;
  function compute(geometry: InvolutionGeometry, operands: Operands<Float32Array> | Operands<Uint16Array>) {
    requireChannelsFirst(geometry);
    // By its tag, because an array may come from another realm, a frame say.
    const [y] =
      operands.x?.[Symbol.toStringTag] === halves.tag
        ? runBeside(halves, bound.plan('forward', geometry), operands as Operands<Uint16Array>)
        : runBeside(floats, bound.plan('forward', geometry), operands as Operands<Float32Array>);
    return y!;
  }
  function computeFused(geometry: FusedGeometry, operands: FusedOperands<Float32Array>) {
    requireChannelsFirst(geometry);
    if (bound.canFuse(geometry)) return runBeside(floats, bound.plan('fusedForward', geometry), operands)[0]!;
    return compute(geometry, { x: operands.x, kernel: Float32Array.from(generateKernel(geometry, operands).data) });
  }
  return { build: bound.build, compute, canFuse: bound.canFuse, computeFused, blocks: blocksOn(bound, heap) };
}

function requireChannelsFirst({ dataFormat }: InvolutionGeometry): void {
  if (dataFormat === 'channelsFirst') return;
  throw unexpected('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, "'channelsFirst'");
}

/** Of the bits of float16. */
function halvesWith({ widen_halves, narrow_to_halves }: Exports): Transfer<Uint16Array> {
  return {
    tag: 'Uint16Array',
    write(data, { buffer }, offset) {
      const bytes = align(data.length * FLOAT);
      const source = offset + bytes / 2;
      new Uint16Array(buffer, source, data.length).set(data);
      widen_halves(source, offset, bytes);
    },
    read({ buffer }, offset, length) {
      narrow_to_halves(offset, offset, align(length * FLOAT));
      return new Uint16Array(buffer, offset, length).slice();
    },
  };
}
