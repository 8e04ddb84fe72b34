import type { Photo } from '@involution/runtimes/photo';
import sharp from 'sharp';

/** Larger photos are scaled down: a 7×7 kernel for every pixel of a 12-megapixel photo would take 2 GB. */
const LONGEST_SIDE = 640;

/**
 * Reads a photo as RGB, upright and without transparency, scaled to at most 640 pixels on its longer side.
 *
 * @throws Error when the file is missing or no image that sharp can read.
 */
export async function readPhoto(path: string): Promise<Photo> {
  try {
    const { data, info } = await sharp(path)
      .rotate()
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { height: info.height, width: info.width, channels: 3, data: rgbOf(data, info.channels) };
  } catch (error) {
    throw new Error(`can't read the image '${path}': ${(error as Error).message}`);
  }
}

/** Reads a grayscale image as it is. */
export async function readGray(path: string): Promise<Photo> {
  const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { height: info.height, width: info.width, channels: 1, data };
}

/** Writes a PNG. */
export async function writePng(path: string, { height, width, channels, data }: Photo): Promise<void> {
  await sharp(data, { raw: { height, width, channels } }).png().toFile(path);
}

function rgbOf(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  // A gray file keeps its one channel through sharp: show it three times.
  return Uint8Array.from({ length: (data.length / channels) * 3 }, (_, k) => data[Math.floor(k / 3) * channels]!);
}
