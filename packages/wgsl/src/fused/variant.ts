import { type FusedOperation, type InvolutionGeometry, tapCount } from '@involution/core';
import type { ShaderAxis } from '../axes.ts';
import { MAX_PRODUCTS, MAX_SUMS, type Variant } from '../variant.ts';
import { axesAcrossRows, widthOf } from './axes.ts';

/** How a fused shader is written. Every variant computes the same sums. */
export interface FusedVariant extends Variant {
  /** Columns of a slot, the parts of a vec4: a slot is the kernel of one group at so many neighbouring columns. */
  readonly pixels: 4;
  /** Slots that a workgroup fills before it uses them. */
  readonly slots: number;
  /** Weights of a slot's kernel that an invocation generates at a time, or whose gradients it multiplies. */
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
export function chooseFusedVariant(operation: FusedOperation, g: InvolutionGeometry): FusedVariant | undefined {
  const taps = tapCount(g);
  const room = Math.floor(WORKGROUP_BYTES / (taps * VEC4_BYTES));
  if (room === 0) return undefined;
  const slots = Math.min(MAX_SLOTS, 2 ** Math.floor(Math.log2(room)));
  if (Math.ceil(slotCount(operation, g) / slots) * FUSED_WORKGROUP_SIZE > MAX_INVOCATIONS) return undefined;
  const width = widthOf(g);
  return {
    lanes: g.channelsPerGroup % 4 === 0 ? 4 : 1,
    pixels: 4,
    isUnrolled: isAffordable(operation, width),
    slots,
    tapsTogether: operation === 'fusedGradInput' ? tapsOfLine(width) : evenly(taps),
  };
}

/** Parts of a kernel that are as large as they may be, and as good as equal. */
function evenly(taps: number): number {
  return Math.ceil(taps / Math.ceil(taps / MAX_TAPS_TOGETHER));
}

/** Of the gradient for x, whose taps along the width read different features: a whole line of them, or one. */
function tapsOfLine(width: ShaderAxis): number {
  return isAffordable('fusedGradInput', width) && width.kernelSize <= MAX_TAPS_TOGETHER ? width.kernelSize : 1;
}

/** Whether the taps along the width are written out. */
function isAffordable(operation: FusedOperation, { kernelSize, stride }: ShaderAxis): boolean {
  switch (operation) {
    case 'fusedForward':
      return kernelSize * 4 <= MAX_PRODUCTS;
    case 'fusedGradInput':
      return (kernelSize * 4) / stride <= MAX_PRODUCTS && 4 % stride === 0;
    case 'fusedGradSpan':
      return kernelSize * 4 <= MAX_SUMS;
  }
}

/** The sizes of what slots cover: of x for its gradient, else of y. */
export function sizesOf(operation: FusedOperation): 'in' | 'out' {
  return operation === 'fusedGradInput' ? 'in' : 'out';
}

/** Slots of a whole call. The gradients for the span have the same ones for every group. */
export function slotCount(operation: FusedOperation, g: InvolutionGeometry): number {
  const ofRows = g.batchSize * columnBlocksOf(operation, g) * (operation === 'fusedGradSpan' ? 1 : g.groups);
  return axesAcrossRows(g).reduce((count, axis) => count * axis[`${sizesOf(operation)}Size`], ofRows);
}

/** Slots of a row, for one group. Those of x begin at a multiple of the stride in padded x, which may lie in the padding. */
export function columnBlocksOf(operation: FusedOperation, g: InvolutionGeometry): number {
  const { padBefore, stride, ...sizes } = widthOf(g);
  const before = operation === 'fusedGradInput' ? padBefore % stride : 0;
  return Math.ceil((before + sizes[`${sizesOf(operation)}Size`]) / 4);
}
