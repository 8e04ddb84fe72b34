// All operations, for engines without SIMD.
export { correlateScalar as correlate_scalar, gatherScalar as gather_scalar } from '../scalar';
