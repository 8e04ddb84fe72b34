// The subpath `@involution/onnx/model`: for runtimes, which work on models that are parsed already (`ModelProto` of `@involution/onnx/proto`).
export { mayFuse } from './fusion/may-fuse.ts';
export { countReads, initializerNames, producersOf, readsOf, subgraphsOf } from './graph/edges.ts';
export { likelyElementTypes } from './graph/element-types.ts';
export {
  type ExternalFile,
  externalBytes,
  externalLocations,
  type ReadExternal,
  readerOf,
  withoutDot,
} from './graph/external-data.ts';
export { readModel, writeModel } from './graph/model-file.ts';
export { nameOf, nameOfNumber } from './graph/names.ts';
export { type NodeSite, nodesOf } from './graph/node-sites.ts';
export { isStandard } from './graph/opsets.ts';
export { sortedNodes } from './graph/order.ts';
export { requireValidStructure } from './graph/structure.ts';
export { elementCount, integersOf, isExternal } from './graph/tensor-data.ts';
export { checkNode, geometryOf } from './operator/check-node.ts';
export {
  DOMAIN,
  definesInvolution,
  isInvolution,
  readAttributes,
  requireDomainVersion,
} from './operator/operator.ts';
