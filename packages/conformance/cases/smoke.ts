// A few dozen tests that touch every suite, operation, dialect and rank: for the second way into kernels that the whole
// kit has judged already.

/** Cases of which all tests are smoke tests. */
const CASES = new Set([
  'golden/torch-k7-c32-g2-stride-2',
  'golden/torch-1d-k4-dilation-3-stride-2',
  'golden/torch-3d-k3x2x4-stride-1x3x2',
  'generated/rednet-stride-2-48x13x13-k7',
  'generated/17-channels-per-group',
  'generated/random-0',
  'generated/random-1',
  'generated/random-2',
  'generated/random-3',
  'non-finite/padded-nan-first',
  'non-finite/weight-over-padding-padded-infinity-first',
  'range/near-overflow',
  'range/subnormal-products',
  'determinism/same-bits-stride-2',
  'errors/dy-one-row-short',
]);

const TESTS = new Set([
  'errors/pad-negative',
  'errors/option-unknown',
  'errors/kernel-ignores-stride',
  'errors/three-spatial-axes',
  'errors/x-of-int32',
  'leaks/30-calls-of-changing-shape',
  'leaks/refused-calls',
]);

/** Whether a test, by its id, is one of the few dozen. */
export function isSmoke(id: string): boolean {
  return TESTS.has(id) || CASES.has(id.slice(0, id.lastIndexOf('/')));
}
