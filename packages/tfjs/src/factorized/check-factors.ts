import {
  type InvolutionGeometry,
  kernelShapeFor,
  planarAxes,
  resolveGeometry,
  resolveOptions,
  tapCount,
  unexpected,
} from '@involution/core';
import { checkOptions } from '../check-options.ts';
import type { Involution2DOptions } from '../kernel-names.ts';

/** The shapes of a call's tensors, x's with a batch axis. */
export interface FactorShapes {
  readonly x: readonly number[];
  readonly coefficients: readonly number[];
  readonly basis: readonly number[];
  readonly bias: readonly number[] | undefined;
}

/**
 * Checks the factors of a kernel tensor against x and the options.
 *
 * @returns The geometry of the involution that they make.
 * @throws InvolutionError `KERNEL_SHAPE_MISMATCH`, and as core's `resolveGeometry`.
 */
export function resolveFactors(
  { x, coefficients, basis, bias }: FactorShapes,
  options: Involution2DOptions,
): InvolutionGeometry {
  checkOptions(options);
  const taps = tapCount({ axes: resolveOptions(options, 2).windows });
  const [rank, size] = basis as [number, number];
  const groups = options.groups ?? size / taps;
  if (basis.length !== 2 || rank < 1 || !Number.isInteger(groups) || size !== groups * taps || size < 1) {
    const columns = options.groups ? `${groups * taps}` : `a multiple of ${taps}`;
    throw unexpected(
      'KERNEL_SHAPE_MISMATCH',
      'basis',
      basis,
      `[R, ${columns}], R filters of ${taps} taps for each group`,
    );
  }
  if (bias && (bias.length !== 1 || bias[0] !== size)) {
    throw unexpected('KERNEL_SHAPE_MISMATCH', 'bias', bias, `[${size}], a number for each column of the basis`);
  }
  const kernelShape = kernelShapeFor(x, { ...options, groups });
  const geometry = resolveGeometry(x, kernelShape, options);
  planarAxes(geometry, 'the algorithms of factorizedInvolution2d');
  const expected = [...kernelShape.slice(0, -1), rank];
  if (coefficients.length !== 4 || expected.some((length, axis) => coefficients[axis] !== length)) {
    throw unexpected('KERNEL_SHAPE_MISMATCH', 'coefficients', coefficients, `[${expected.join(', ')}]`);
  }
  return geometry;
}
