import type { Checkpoint } from './checkpoint.ts';
import { detectKerasExample } from './detect/keras-example.ts';
import type { LoadedNetwork } from './detect/loaded-network.ts';
import { detectRedNet } from './detect/rednet.ts';

/**
 * Finds out which network a checkpoint is of, by the names and shapes of its tensors and, with Keras, by the model's
 * configuration: a RedNet of any depth, width, input and number of classes, as the authors, mmcls, the detectors on it and
 * PaddleClas name its parameters; or a network of the form of the Keras example.
 *
 * @throws InvolutionError `INVALID_CHECKPOINT` if it is of neither, with the names of parameters that are missing or of
 *   another shape.
 */
export function detectNetwork(checkpoint: Checkpoint): LoadedNetwork {
  return checkpoint.format === 'keras' ? detectKerasExample(checkpoint) : detectRedNet(checkpoint);
}
