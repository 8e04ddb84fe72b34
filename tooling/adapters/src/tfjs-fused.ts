// `fused.involution2d` on a tfjs backend.
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describeSpanned, type SpannedTests, type SpanOptions, type SpanTensors } from './tfjs-spanned.ts';

/** What is tested, and where. */
export interface FusedTests extends Pick<SpannedTests, 'backend' | 'register' | 'flushesBelow'> {
  fused: { involution2d(args: SpanOptions & SpanTensors): Tensor4D };
}

/** Declares the tests of the op on a backend, of some cases for `'smoke'`. */
export function describeTfjsFused({ fused, ...where }: FusedTests, extent: 'all' | 'smoke'): void {
  const ways: SpannedTests['ways'] = { fused: (tensors, options) => fused.involution2d({ ...options, ...tensors }) };
  describeSpanned({ ...where, op: 'fused.involution2d', ways }, extent);
}
