// `factorizedInvolution2d` on a tfjs backend: every algorithm.
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { describeSpanned, type SpannedTests, type SpanOptions } from './tfjs-spanned.ts';

const ALGORITHMS = ['matmul', 'direct', 'im2col', 'fft'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** What is tested, and where. */
export interface FactorizedTests extends Pick<SpannedTests, 'backend' | 'register' | 'flushesBelow'> {
  factorizedInvolution2d(
    args: SpanOptions & {
      x: Tensor4D;
      coefficients: Tensor4D;
      basis: Tensor2D;
      bias?: Tensor1D;
      algorithm: Algorithm;
    },
  ): Tensor4D;
}

/** Declares the tests of every algorithm on a backend, of some cases for `'smoke'`. */
export function describeTfjsFactorized(tests: FactorizedTests, extent: 'all' | 'smoke'): void {
  const { factorizedInvolution2d, ...where } = tests;
  const wayOf = (algorithm: Algorithm): SpannedTests['ways'][string] =>
    function compute({ x, features: coefficients, spanWeights: basis, spanBias: bias }, options) {
      return factorizedInvolution2d({ ...options, x, coefficients, basis, ...(bias && { bias }), algorithm });
    };
  const ways = Object.fromEntries(ALGORITHMS.map((algorithm) => [algorithm, wayOf(algorithm)]));
  describeSpanned({ ...where, op: 'factorizedInvolution2d', ways }, extent);
}
