import { classCount, type Network, type NetworkNode } from '@involution/core/networks';
import type { Size } from './tensor-value.ts';

/** An output of the model. */
export interface Output {
  /** Its name in the model. */
  value: string;
  /** Without the batch. */
  sizes: readonly Size[];
}

/** The outputs of a network, by the nodes that compute them: its classifier's, or, without one, those of its features. */
export function outputsOf(network: Network): ReadonlyMap<string, Output> {
  const { nodes, features, inputChannels } = network;
  const last = nodes.at(-1)!;
  const classes = classCount(network);
  if (classes > 0) return new Map([[last.name, { value: 'logits', sizes: [classes] }]]);
  const channels = new Map([['input', inputChannels]]);
  for (const node of nodes) channels.set(node.name, channelsAfter(node) ?? channels.get(node.inputs[0]!)!);
  const names = features.length > 0 ? features : [last.name];
  return new Map(names.map((name) => [name, { value: name, sizes: [channels.get(name), undefined, undefined] }]));
}

function channelsAfter(node: NetworkNode): number | undefined {
  return node.op === 'conv' ? node.outChannels : undefined;
}
