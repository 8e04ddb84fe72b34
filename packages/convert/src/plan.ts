import type { detectNetwork } from '@involution/checkpoints';
import { InvolutionError, unexpected } from '@involution/core';
import { classCount, type Network } from '@involution/core/networks';
import type { ConvertOptions } from './convert-options.ts';

/** What is known before anything is written. */
export interface Plan {
  /** Of the network, in words. */
  name: string;
  network: Network;
  classes: number;
  /** One for each class. */
  labels: readonly string[];
  /** H = W that the models demand; `undefined` where they take any. */
  imageSize: number | undefined;
  /** H = W that images are brought to. */
  shownSize: number;
  /** Whether images are prepared as those of ImageNet were for the published RedNets. */
  isImageNet: boolean;
}

/** Of the images that RedNet was trained on. */
const IMAGENET_SIZE = 224;

/**
 * Works out what follows from a network and the options.
 *
 * @throws InvolutionError `INVALID_OPTIONS` where the options do not go with the network.
 */
export function planOf(loaded: ReturnType<typeof detectNetwork>, options: ConvertOptions): Plan {
  const { network } = loaded;
  const classes = classCount(network);
  const { labels = Array.from({ length: classes }, (_, k) => `LABEL_${k}`) } = options;
  if (labels.length !== classes) {
    const message = `There are ${labels.length} labels, but the network has ${classes} classes.`;
    throw new InvolutionError('INVALID_OPTIONS', 'labels', message);
  }
  const common = { network, classes, labels };
  if (loaded.kind === 'rednet') {
    const { depth } = loaded.options;
    if (options.depth !== undefined && depth !== options.depth) {
      throw unexpected('INVALID_OPTIONS', 'depth', options.depth, `${describe(depth)}, as the checkpoint’s is`);
    }
    const { imageSize } = options;
    const isImageNet = network.inputChannels === 3;
    return {
      ...common,
      name: `RedNet-${describe(depth)}`,
      imageSize,
      shownSize: imageSize ?? IMAGENET_SIZE,
      isImageNet,
    };
  }
  if (options.depth !== undefined) {
    const message = `depth is ${options.depth}, but the checkpoint is of no RedNet: it is of the form of the Keras example.`;
    throw new InvolutionError('INVALID_OPTIONS', 'depth', message);
  }
  const { imageSize } = loaded.options;
  if (options.imageSize !== undefined && options.imageSize !== imageSize) {
    throw unexpected('INVALID_OPTIONS', 'imageSize', options.imageSize, `${imageSize}, for which the network was made`);
  }
  return { ...common, name: 'Keras example', imageSize, shownSize: imageSize, isImageNet: false };
}

/** `50`, or `1-1-1-1` for a net of its own. */
function describe(depth: number | readonly number[]): string {
  return typeof depth === 'number' ? String(depth) : depth.join('-');
}
