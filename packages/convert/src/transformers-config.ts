// What transformers.js reads beside a model.
import type { Plan } from './plan.ts';

/** Means and standard deviations of ImageNet's colors, from 0 to 1, with which the published RedNets were trained. */
const IMAGENET_MEAN = [0.485, 0.456, 0.406];
const IMAGENET_STD = [0.229, 0.224, 0.225];

/** Of the shorter side of a photo, the part that is shown to a network. */
const CROP = 224 / 256;

/** As `PIL.Image` numbers them. */
const BILINEAR = 2;

/** The parts of `preprocessor_config.json` that say how an image becomes an input. */
export interface PreprocessorConfig {
  image_processor_type: string;
  do_convert_rgb: boolean;
  do_resize: boolean;
  size: { shortest_edge: number } | { height: number; width: number };
  resample: number;
  do_center_crop: boolean;
  crop_size?: { height: number; width: number };
  do_rescale: boolean;
  rescale_factor: number;
  do_normalize: boolean;
  image_mean?: readonly number[];
  image_std?: readonly number[];
}

/**
 * `config.json`. The library knows no RedNet; as far as it is concerned, this is a ResNet: one input, `pixel_values`, and
 * logits.
 */
export function configJson({ classes, labels }: Plan): object {
  return {
    model_type: 'resnet',
    ...(classes > 0 && {
      architectures: ['ResNetForImageClassification'],
      id2label: Object.fromEntries(labels.entries()),
      label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    }),
    // Else it looks for `model_quantized.onnx` in a page.
    'transformers.js_config': { dtype: 'fp32' },
  };
}

/** `preprocessor_config.json`: for photos as ImageNet's; otherwise the image is scaled as a whole, colors from 0 to 1. */
export function preprocessorConfigJson({ shownSize, isImageNet, network }: Plan): PreprocessorConfig {
  const square = { height: shownSize, width: shownSize };
  return {
    // The one of these whose steps are those below and no others.
    image_processor_type: 'BitImageProcessor',
    do_convert_rgb: network.inputChannels === 3,
    do_resize: true,
    size: isImageNet ? { shortest_edge: Math.round(shownSize / CROP) } : square,
    resample: BILINEAR,
    do_center_crop: isImageNet,
    ...(isImageNet && { crop_size: square }),
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: isImageNet,
    ...(isImageNet && { image_mean: IMAGENET_MEAN, image_std: IMAGENET_STD }),
  };
}
