export { gatherChannels as gather_channels } from '../gather-channels';
export { gatherColumns as gather_columns } from '../gather-columns';
export { gatherGroups as gather_groups } from '../gather-groups';
export { gatherTransposed as gather_transposed } from '../gather-transposed';
export { gatherScalar as gather_scalar } from '../scalar';
