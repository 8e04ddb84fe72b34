// The module for engines without SIMD. Names as `Plan.kernel` has them.

export { narrowToHalves as narrow_to_halves, widenHalves as widen_halves } from './halves-scalar';
export { correlateScalar as correlate_scalar, gatherScalar as gather_scalar } from './scalar';
