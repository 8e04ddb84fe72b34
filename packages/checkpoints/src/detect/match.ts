import { sizeOf } from '@involution/core';
import { type Network, parametersOf } from '@involution/core/networks';
import { gather } from '../array-view.ts';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { invalid } from '../invalid.ts';

/** Names that an error lists. */
const MAX_LISTED = 5;

/** What {@link matchParameters} finds. */
interface Match {
  parameters: Map<string, CheckpointTensor>;
  used: string[];
  unused: string[];
}

/**
 * Gives each parameter of a network its tensor.
 *
 * @param tensors By the network's names, in the network's layouts; `checkpointNames` has their names in the file.
 * @throws InvolutionError `INVALID_CHECKPOINT` that names what is missing, or the first tensor of another shape.
 */
export function matchParameters(
  network: Network,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  checkpointNames: ReadonlyMap<string, string>,
  checkpoint: Checkpoint,
): Match {
  const expected = network.nodes.flatMap(parametersOf);
  const missing = expected.filter(({ name }) => !tensors.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    const more = missing.length > MAX_LISTED ? ` and ${missing.length - MAX_LISTED} more` : '';
    throw invalid(missing[0]!, `The checkpoint lacks ${missing.slice(0, MAX_LISTED).join(', ')}${more}.`);
  }
  const parameters = new Map<string, CheckpointTensor>();
  for (const { name, shape } of expected) {
    const tensor = tensors.get(name)!;
    if (String(tensor.shape) !== String(shape)) {
      const key = checkpointNames.get(name)!;
      throw invalid(key, `${key} has the shape [${tensor.shape}], but ${name} of this network has [${shape}].`);
    }
    parameters.set(name, { ...tensor, name, shape });
  }
  const used = [...parameters.keys()].map((name) => checkpointNames.get(name)!);
  const isUsed = new Set(used);
  const unused = [...checkpoint.tensors.keys()].filter((key) => !isUsed.has(key) && !isCounter(key));
  return { parameters, used, unused };
}

/** Batches that a batch norm has seen: PyTorch saves it, inference and training at a fixed momentum have no use for it. */
function isCounter(key: string): boolean {
  return key.endsWith('.num_batches_tracked');
}

/** A tensor with its axes in another order, as NumPy's `transpose`: axis `k` of the result is axis `order[k]` of `tensor`. */
export function transposed(tensor: CheckpointTensor, order: readonly number[]): CheckpointTensor {
  const shape = order.map((axis) => tensor.shape[axis]!);
  const strides = order.map((axis) => sizeOf(tensor.shape.slice(axis + 1)));
  async function read() {
    const numbers = await tensor.read();
    return gather((index) => numbers[index]!, shape, strides);
  }
  return { ...tensor, shape, read };
}
