import { type InvolutionGeometry, tapCount } from '@involution/core';
import { MAX_PRODUCTS, type Variant } from '../variant.ts';
import { axesAcrossRows, widthOf } from './axes.ts';

/** How a fused shader is written. Every variant computes the same sums. */
export interface FusedVariant extends Variant {
  /** Columns of a slot, the parts of a vec4: a slot is the kernel of one group at so many neighbouring columns. */
  readonly pixels: 4;
  /** Slots that a workgroup fills before it uses them. */
  readonly slots: number;
  /** Weights of a slot's kernel that an invocation generates at a time. */
  readonly tapsTogether: number;
}

/** A wave of most hardware. Devices that clear workgroup memory in every wave take longer for more. */
export const FUSED_WORKGROUP_SIZE = 32;
/** Half of what every device has of workgroup memory, so that it has room for two workgroups at a time. */
const WORKGROUP_BYTES = 8 * 1024;
const VEC4_BYTES = 16;
/** With so many, small kernels occupy every invocation too. */
const MAX_SLOTS = 16;
/** Sums that an invocation may keep in registers while it generates, of a vec4 each. */
const MAX_TAPS_TOGETHER = 8;
/** Shaders count their invocations in i32. */
const MAX_INVOCATIONS = 2 ** 31 - 1;

/**
 * The variant for a geometry; `undefined` where workgroup memory does not hold the kernel of one slot, or where there are
 * more slots than a shader can count.
 */
export function chooseFusedVariant(g: InvolutionGeometry): FusedVariant | undefined {
  const taps = tapCount(g);
  const room = Math.floor(WORKGROUP_BYTES / (taps * VEC4_BYTES));
  if (room === 0) return undefined;
  const slots = Math.min(MAX_SLOTS, 2 ** Math.floor(Math.log2(room)));
  if (Math.ceil(slotCount(g) / slots) * FUSED_WORKGROUP_SIZE > MAX_INVOCATIONS) return undefined;
  return {
    lanes: g.channelsPerGroup % 4 === 0 ? 4 : 1,
    pixels: 4,
    isUnrolled: widthOf(g).kernelSize * 4 <= MAX_PRODUCTS,
    slots,
    tapsTogether: Math.ceil(taps / Math.ceil(taps / MAX_TAPS_TOGETHER)),
  };
}

/** Slots of a whole call. */
export function slotCount(g: InvolutionGeometry): number {
  return axesAcrossRows(g).reduce((count, { outSize }) => count * outSize, g.batchSize * columnBlocksOf(g) * g.groups);
}

/** Slots of a row, for one group. */
export function columnBlocksOf(g: InvolutionGeometry): number {
  return Math.ceil(widthOf(g).outSize / 4);
}
