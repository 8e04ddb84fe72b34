// The module for engines without SIMD. Names as `Plan.kernel` has them.
export { correlateScalar as correlate_scalar, gatherScalar as gather_scalar } from './scalar';
