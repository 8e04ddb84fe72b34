import type { KerasExampleOptions, Network, RedNetOptions } from '@involution/core/networks';
import type { CheckpointTensor } from '../checkpoint.ts';

/** A network whose parameters a checkpoint has. */
export type LoadedNetwork = (
  | { readonly kind: 'rednet'; readonly options: RedNetOptions }
  | { readonly kind: 'keras-example'; readonly options: Required<KerasExampleOptions> }
) & {
  /** What `describeRedNet` or `describeKerasExample` makes of the options. */
  readonly network: Network;
  /** Every parameter of the network, by the name and in the layout that the network gives it, which are PyTorch's. */
  readonly parameters: ReadonlyMap<string, CheckpointTensor>;
  /** The checkpoint's names of the tensors that the network has. */
  readonly used: readonly string[];
  /** Its other names: heads of detectors, for example. Counters of batches are in neither list. */
  readonly unused: readonly string[];
};
