// The kit's cases of one and three spatial axes, on a tfjs backend.
import { type ConformanceAdapter, type ConformanceTest, isSmokeTest } from '@involution/conformance';
import { type TfjsAdapterOptions, tfjsAdapter } from '@involution/conformance/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';

type Options = Parameters<TfjsAdapterOptions['involution2d']>[2];

/** The ops under test. */
export interface OpsOfOtherRanks {
  involution1d(x: Tensor3D, kernel: Tensor3D, options: Options): Tensor;
  involution3d(x: Tensor5D, kernel: Tensor5D, options: Options): Tensor;
}

/** A conformance adapter for the ops of all numbers of spatial axes. */
export function tfjsAdapterOfRanks(
  { involution1d, involution3d }: OpsOfOtherRanks,
  options: TfjsAdapterOptions,
): ConformanceAdapter {
  const { involution2d, knownFailures = {} } = options;
  const adapter = tfjsAdapter({
    ...options,
    involution2d(x: Tensor, kernel: Tensor, operatorOptions) {
      if (x.rank === 3) return involution1d(x as Tensor3D, kernel as Tensor3D, operatorOptions) as Tensor4D;
      if (x.rank === 5) return involution3d(x as Tensor5D, kernel as Tensor5D, operatorOptions) as Tensor4D;
      return involution2d(x as Tensor4D, kernel as Tensor4D, operatorOptions);
    },
  });
  // What the kit lists by itself is of an involution2d that meets an x of another rank.
  return { ...adapter, knownFailures, capabilities: { ...adapter.capabilities, spatialRanks: [1, 2, 3] } };
}

/**
 * Declares the kit's tests of `involution1d` and `involution3d` on a backend.
 *
 * @param options Of the backend's own kit.
 * @param extent `'smoke'` for some of the tests, where the kernels have been judged and only the way to them is new.
 */
export function describeTfjsRanks(ops: OpsOfOtherRanks, options: TfjsAdapterOptions, extent: 'all' | 'smoke'): void {
  const name = `${options.name}, one and three spatial axes`;
  describeConformance(tfjsAdapterOfRanks(ops, { ...options, name }), {
    filter: (test) => hasOtherRank(test) && (extent === 'all' || isSmokeTest(test)),
  });
}

function hasOtherRank({ id }: Pick<ConformanceTest, 'id'>): boolean {
  return /^(golden|generated)\/.*\b[13]d\b/.test(id);
}
