import type { Network } from '@involution/core/networks';

/** A network in two. */
export interface SplitNetwork {
  /** All up to the node, which is its only result. */
  readonly backbone: Network;
  /** All behind it, with the node's result as input. */
  readonly head: Network;
}

/**
 * Cuts a network behind a node through which everything goes.
 *
 * @param name Of the node.
 * @throws Error when there is no such node, or something goes round it.
 */
export function splitNetwork({ nodes, inputChannels }: Network, name: string): SplitNetwork {
  const at = nodes.findIndex((node) => node.name === name);
  if (at < 0) throw new Error(`The network has no node ${name}.`);
  const [before, after] = [nodes.slice(0, at + 1), nodes.slice(at + 1)];
  const hidden = new Set(before.map((node) => node.name).filter((other) => other !== name));
  const around = after.find(({ inputs }) => inputs.some((input) => hidden.has(input)));
  if (around) throw new Error(`${around.name} reads more than ${name}.`);
  const channels = after.flatMap((node) => (node.op === 'conv' && node.inputs[0] === name ? [node.inChannels] : []))[0];
  if (channels === undefined) throw new Error(`No convolution reads ${name}.`);
  const head = after.map((node) => ({
    ...node,
    inputs: node.inputs.map((input) => (input === name ? 'input' : input)),
  }));
  return {
    backbone: { inputChannels, nodes: before, features: [name] },
    head: { inputChannels: channels, nodes: head, features: [] },
  };
}
