// The module for engines with SIMD, plain or relaxed. Names as `Plan.kernel` has them.
export { correlateChannels as correlate_channels } from './correlate-channels';
export { correlateColumns as correlate_columns } from './correlate-columns';
export { correlateGroups as correlate_groups } from './correlate-groups';
export { gatherChannels as gather_channels } from './gather-channels';
export { gatherColumns as gather_columns } from './gather-columns';
export { gatherGroups as gather_groups } from './gather-groups';
export { gatherTransposed as gather_transposed } from './gather-transposed';
export { narrowToHalves as narrow_to_halves, widenHalves as widen_halves } from './halves';
export { correlateScalar as correlate_scalar, gatherScalar as gather_scalar } from './scalar';
