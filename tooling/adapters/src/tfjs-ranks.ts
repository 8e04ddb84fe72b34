// The kit's cases of one and three spatial axes, on a tfjs backend: involution1d and involution3d are made of
// involution2d, so that its own kit is run apart.
import { type ConformanceTest, isSmokeTest } from '@involution/conformance';
import { type TfjsAdapterOptions, tfjsAdapter } from '@involution/conformance/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';

type Options = Parameters<TfjsAdapterOptions['involution2d']>[2];

/** The ops under test. */
export interface OpsOfOtherRanks {
  involution1d(x: Tensor3D, kernel: Tensor3D, options: Options): Tensor;
  involution3d(x: Tensor5D, kernel: Tensor5D, options: Options): Tensor;
}

/**
 * Declares the kit's tests of `involution1d` and `involution3d` on a backend.
 *
 * @param options Of the backend's own kit.
 * @param extent `'smoke'` for some of the tests, where the kernels have been judged and only the way to them is new.
 */
export function describeTfjsRanks(
  { involution1d, involution3d }: OpsOfOtherRanks,
  options: TfjsAdapterOptions,
  extent: 'all' | 'smoke',
): void {
  const adapter = tfjsAdapter({
    ...options,
    name: `${options.name}, one and three spatial axes`,
    involution2d: (x: Tensor, kernel: Tensor, operatorOptions) =>
      (x.rank === 3
        ? involution1d(x as Tensor3D, kernel as Tensor3D, operatorOptions)
        : involution3d(x as Tensor5D, kernel as Tensor5D, operatorOptions)) as Tensor4D,
  });
  describeConformance(
    { ...adapter, capabilities: { ...adapter.capabilities, spatialRanks: [1, 3] } },
    { filter: (test) => hasOtherRank(test) && (extent === 'all' || isSmokeTest(test)) },
  );
}

function hasOtherRank({ id }: Pick<ConformanceTest, 'id'>): boolean {
  return /^(golden|generated)\/.*\b[13]d\b/.test(id);
}
