// The build for engines with SIMD, plain or relaxed.
export { correlateChannels } from './correlate-channels';
export { correlateColumns } from './correlate-columns';
export { correlateGroups } from './correlate-groups';
export { gatherChannels } from './gather-channels';
export { gatherColumns } from './gather-columns';
export { gatherGroups } from './gather-groups';
export { gatherTransposed } from './gather-transposed';
export { correlateScalar, gatherScalar } from './scalar';
