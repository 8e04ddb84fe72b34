import { describeRedNet, REDNET_BLOCKS, type RedNetDepth, type RedNetOptions } from '@involution/core/networks';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { invalid } from '../invalid.ts';
import { type InvolutionShapes, involutionOptions } from './involution-options.ts';
import type { LoadedNetwork } from './loaded-network.ts';
import { matchParameters, transposed } from './match.ts';

const FIRST = 'stem.0.conv.weight';

/** Reads a RedNet's options off the names and shapes, and gives each parameter its tensor. See `detectNetwork`. */
export function detectRedNet(checkpoint: Checkpoint): LoadedNetwork {
  const prefix = prefixOf(checkpoint);
  if (prefix === undefined) {
    throw invalid(
      FIRST,
      `The checkpoint is of no network that is known: a RedNet has ${FIRST}, under whatever prefix.`,
    );
  }
  const { tensors, keys } = rename(checkpoint, prefix);
  const options = optionsOf(tensors, keys);
  const network = describeRedNet(options);
  return { kind: 'rednet', options, network, ...matchParameters(network, tensors, keys, checkpoint) };
}

/** What comes before `stem`: `backbone.`, `module.backbone.` or nothing. The shortest, where a teacher's copy is beside it. */
function prefixOf({ tensors }: Checkpoint): string | undefined {
  const prefixes = [...tensors.keys()].filter((key) => key === FIRST || key.endsWith(`.${FIRST}`));
  return prefixes.map((key) => key.slice(0, -FIRST.length)).sort((a, b) => a.length - b.length)[0];
}

/** The tensors by the names of the description, and the names that they have in the file. */
function rename(checkpoint: Checkpoint, prefix: string) {
  const isPaddle = checkpoint.format === 'paddle';
  const headPrefix = prefix.replace(/backbone\.$/, '');
  const tensors = new Map<string, CheckpointTensor>();
  const keys = new Map<string, string>();
  for (const [key, tensor] of checkpoint.tensors) {
    const name = nameOf(key, prefix, headPrefix);
    if (name === undefined) continue;
    // Paddle's linear layers multiply from the other side.
    const isTransposed = isPaddle && name === 'head.fc.weight' && tensor.shape.length === 2;
    tensors.set(name, isTransposed ? transposed(tensor, [1, 0]) : tensor);
    keys.set(name, key);
  }
  return { tensors, keys };
}

function nameOf(key: string, prefix: string, headPrefix: string): string | undefined {
  const head = key.startsWith(headPrefix) ? /^(?:head\.)?fc\.(weight|bias)$/.exec(key.slice(headPrefix.length)) : null;
  if (head !== null) return `head.fc.${head[1]}`;
  if (!key.startsWith(prefix)) return undefined;
  return key
    .slice(prefix.length)
    .replace(/\._mean$/, '.running_mean')
    .replace(/\._variance$/, '.running_var');
}

function optionsOf(tensors: ReadonlyMap<string, CheckpointTensor>, keys: ReadonlyMap<string, string>): RedNetOptions {
  /** A size of a parameter, which must be there. */
  function size(name: string, axis: number): number {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw invalid(name, `The checkpoint lacks ${name}.`);
    const value = tensor.shape[axis];
    if (value !== undefined && value > 0) return value;
    const key = keys.get(name)!;
    throw invalid(key, `${key} has the shape [${tensor.shape}], which is not that of ${name}.`);
  }
  const involution = (name: string): InvolutionShapes => ({
    name: keys.get(`${name}.conv2.conv.weight`) ?? `${name}.conv2.conv.weight`,
    channels: size(`${name}.conv1.conv.weight`, 1),
    hidden: size(`${name}.conv1.conv.weight`, 0),
    span: size(`${name}.conv2.conv.weight`, 0),
  });
  const blocks = [1, 2, 3, 4].map((stage) => countBlocks(tensors, `layer${stage}`));
  const stages = blocks.map((_, stage) => involution(`layer${stage + 1}.0.conv2`));
  const { stemKernelSize, kernelSize, channelsPerGroup, reduction } = involutionOptions(involution('stem.1'), stages);
  return {
    depth: depthOf(blocks),
    width: size('stem.4.conv.weight', 0),
    inputChannels: size(FIRST, 1),
    classes: tensors.has('head.fc.weight') ? size('head.fc.weight', 0) : 0,
    stemKernelSize,
    kernelSize,
    channelsPerGroup,
    reduction,
  };
}

/** Blocks of a stage without a gap, so that a missing block is no shallower network but a missing parameter. */
function countBlocks(tensors: ReadonlyMap<string, CheckpointTensor>, stage: string): number {
  const pattern = new RegExp(`^${stage}\\.(\\d{1,3})\\.`);
  const indices = [...tensors.keys()].map((name) => Number(pattern.exec(name)?.[1] ?? -1));
  return 1 + indices.reduce((highest, index) => Math.max(highest, index), 0);
}

function depthOf(blocks: readonly number[]): RedNetOptions['depth'] {
  const published = Object.entries(REDNET_BLOCKS).find(([, counts]) => String(counts) === String(blocks));
  return published === undefined ? blocks : (Number(published[0]) as RedNetDepth);
}
