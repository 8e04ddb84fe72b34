export { expandInvolution } from './expand.ts';
export { type FusedNode, type FuseResult, fuseInvolution, type RejectedMatch } from './fuse.ts';
export type { ExternalDataOptions, ExternalFile } from './graph/external-data.ts';
export type { Dims } from './graph/node-sites.ts';
export { type Inspection, type InvolutionNode, inspectInvolution } from './inspect.ts';
export { networkModel } from './network/network-model.ts';
export type { NetworkModelOptions } from './network/network-options.ts';
export type { OperatorAttributes } from './operator/operator.ts';
