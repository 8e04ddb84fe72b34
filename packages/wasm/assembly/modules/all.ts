// All operations, for engines with SIMD, plain or relaxed. Names as `Plan.kernel` has them.
export { correlateChannels as correlate_channels } from '../correlate-channels';
export { correlateColumns as correlate_columns } from '../correlate-columns';
export { correlateGroups as correlate_groups } from '../correlate-groups';
export { fusedChannels as fuse_channels } from '../fused-channels';
export { fusedCorrelate as fuse_correlate } from '../fused-correlate';
export { fusedTransposed as fuse_transposed } from '../fused-transposed';
export { correlateScalar as correlate_scalar } from '../scalar';
export * from './gather';
