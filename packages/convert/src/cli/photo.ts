import { InvolutionError } from '@involution/core';
import sharp from 'sharp';
import type { PreprocessorConfig } from '../transformers-config.ts';

/** An image as networks read it: H = W, channels last. */
export interface Photo {
  height: number;
  width: number;
  channels: number;
  data: Float32Array;
}

/**
 * Reads a photo and prepares it as `preprocessor_config.json` says.
 *
 * @throws InvolutionError `INVALID_DATA` if the file is no image.
 */
export async function readPhoto(path: string, config: PreprocessorConfig): Promise<Photo> {
  const { size, crop_size, do_convert_rgb, image_mean, image_std, rescale_factor } = config;
  try {
    const isCropped = 'shortest_edge' in size;
    const [boxHeight, boxWidth] = isCropped ? [size.shortest_edge, size.shortest_edge] : [size.height, size.width];
    const { height, width } = crop_size ?? { height: boxHeight, width: boxWidth };
    // The middle of the photo's middle square is the middle of the photo.
    const [left, top] = [Math.floor((boxWidth - width) / 2), Math.floor((boxHeight - height) / 2)];
    const placed = sharp(path)
      .autoOrient()
      .removeAlpha()
      .resize(boxWidth, boxHeight, { fit: isCropped ? 'cover' : 'fill', kernel: 'linear' })
      .extract({ left, top, width, height });
    const { data, info } = await placed
      .toColourspace(do_convert_rgb ? 'srgb' : 'b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const values = Float32Array.from(data, (value, k) => {
      const c = k % info.channels;
      return (value * rescale_factor - (image_mean?.[c] ?? 0)) / (image_std?.[c] ?? 1);
    });
    return { height: info.height, width: info.width, channels: info.channels, data: values };
  } catch (cause) {
    throw new InvolutionError(
      'INVALID_DATA',
      'check',
      `${path} cannot be read as an image: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}
