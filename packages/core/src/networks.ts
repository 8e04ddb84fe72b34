// The subpath `@involution/core/networks`: networks with involutions, as data.
export { describeKerasExample, type KerasExampleOptions } from './keras-example.ts';
export {
  classCount,
  type InvolutionNode,
  type Network,
  type NetworkNode,
  type NetworkParameter,
  type Parameter,
  type Parameters,
  parameterCount,
  parametersOf,
} from './network.ts';
export { describeRedNet, REDNET_BLOCKS, type RedNetDepth, type RedNetOptions } from './rednet.ts';
