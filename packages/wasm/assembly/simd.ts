// The build for engines with SIMD, plain or relaxed.
export { correlateColumns } from './correlate-columns';
export { correlateLanes } from './correlate-lanes';
export { correlateMembers } from './correlate-members';
export { gatherColumns } from './gather-columns';
export { gatherLanes } from './gather-lanes';
export { gatherMembers } from './gather-members';
export { gatherTransposed } from './gather-transposed';
export { correlateScalar, gatherScalar } from './scalar';
