import { describeRedNet, type RedNetOptions } from '@involution/core/networks';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ModelOptions, modelOf } from './model-of.ts';

/** Which RedNet, and how it becomes a model. */
export interface RedNetModelOptions
  extends Omit<RedNetOptions, 'inputChannels'>,
    Pick<ModelOptions, 'batchNormMomentum' | 'seed' | 'name'> {
  /** `[H, W, C]`, null for sizes that may differ from call to call. Default: `[224, 224, 3]`. */
  inputShape?: ModelOptions['inputShape'];
  /**
   * Whether the model ends in a classifier. Without it the model gives features: five outputs, those of the stem and of
   * the four stages, at 1/4, 1/4, 1/8, 1/16 and 1/32 of the image's size. Default: true.
   */
  includeTop?: boolean;
}

/**
 * A RedNet (Li et al., CVPR 2021) with random weights; `loadParameters` gives it those of a checkpoint.
 *
 * @returns `[N, H, W, C]` → logits `[N, classes]`, or the features.
 * @throws InvolutionError for options that no net has.
 */
export function rednet(options: RedNetModelOptions): LayersModel {
  const { inputShape = [224, 224, 3], includeTop = true, batchNormMomentum, seed, name, ...net } = options;
  const network = describeRedNet({ ...net, inputChannels: inputShape[2], ...(includeTop ? {} : { classes: 0 }) });
  return modelOf(network, {
    inputShape,
    ...(includeTop ? {} : { outputs: network.features }),
    ...(batchNormMomentum === undefined ? {} : { batchNormMomentum }),
    ...(seed === undefined ? {} : { seed }),
    ...(name ? { name } : {}),
  });
}
