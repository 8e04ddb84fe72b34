import { kernelShapeFor } from '@involution/core';
import type { ResolvedLayerOptions } from './layer-args.ts';
import { aggregationOptions, resolveWindow } from './resolve-args.ts';

/** The windows along an axis over which x is averaged, to generate a kernel for each output position. */
export interface PoolingAxis {
  readonly inSize: number;
  /** Windows, one for each output position. */
  readonly outSize: number;
  /** Size of a window, and the step from one to the next. */
  readonly stride: number;
  /** First position of the first window. It may lie outside x, as may the end of the last. */
  readonly start: number;
}

/**
 * How the kernel generator is aligned with the aggregation, along each axis. This is the rule for all sizes, strides and
 * paddings:
 *
 * - The kernel of output position o is generated from the mean of x over `stride` positions from `start + o·stride` on,
 *   and only positions inside x count (where none does, the mean is zero).
 * - `start` is where the aggregation's window has its centre at o = 0, ⌊d·(K − 1)/2⌋ positions from its first tap: 0 for
 *   the authors' padding of (K − 1)/2, that centre itself for `'valid'`.
 * - With `'same'` it is 0, as in the Keras example: TensorFlow's padding moves the windows, not the pooling.
 * - With `'causal'` the windows end at o·stride, so that no kernel knows what comes after.
 *
 * Where sizes are multiples of the strides this is what the authors' code does; where they are not, that code fails.
 *
 * @param spatial Spatial sizes of x.
 * @throws InvolutionError `EMPTY_OUTPUT` where the window does not fit.
 */
export function poolingAxes(spatial: readonly number[], options: ResolvedLayerOptions): PoolingAxis[] {
  const { windows, pad } = resolveWindow(options, spatial.length);
  const [, ...outSizes] = kernelShapeFor([1, ...spatial, 1], {
    ...aggregationOptions(options, spatial.length),
    groups: 1,
  });
  return windows.map(({ kernelSize, stride, dilation }, axis) => {
    const padBefore = pad === 'valid' ? 0 : pad === 'same' ? undefined : pad[axis]![0];
    const centre = Math.floor((dilation * (kernelSize - 1)) / 2);
    const start = options.padding === 'causal' ? 1 - stride : padBefore === undefined ? 0 : centre - padBefore;
    return { inSize: spatial[axis]!, outSize: outSizes[axis]!, stride, start };
  });
}

/**
 * Spatial sizes of y, `null` where x's are not known yet.
 *
 * @throws InvolutionError `EMPTY_OUTPUT` where the window does not fit.
 */
export function outputSizes(spatial: readonly (number | null)[], options: ResolvedLayerOptions): (number | null)[] {
  const { windows, pad } = resolveWindow(options, spatial.length);
  return windows.map(({ kernelSize, stride, dilation }, axis) => {
    const size = spatial[axis];
    if (size === null || size === undefined) return null;
    const ofAxis = { kernelSize, strides: stride, dilations: dilation, groups: 1 };
    return kernelShapeFor([1, size, 1], { ...ofAxis, pad: typeof pad === 'string' ? pad : [pad[axis]!] })[1]!;
  });
}
