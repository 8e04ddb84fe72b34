export { expandInvolution } from './expand.ts';
export { type FusedNode, type FuseResult, fuseInvolution, type SkippedMatch } from './fuse.ts';
