export { expandInvolution } from './expand.ts';
export { type FusedNode, type FuseResult, fuseInvolution, type SkippedMatch } from './fuse.ts';
export { type Inspection, type InvolutionNode, inspectInvolution } from './inspect.ts';
export type { OperatorAttributes } from './operator.ts';
export type { OrtModule } from './provider/ort.ts';
export { type RegisterOptions, registerInvolution } from './provider/register-involution.ts';
export type { InvolutionReport } from './provider/report.ts';
export type { Dims } from './walk.ts';
