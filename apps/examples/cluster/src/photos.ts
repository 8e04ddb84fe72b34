import { readFileSync } from 'node:fs';
import { digits, SIZE } from '@involution/digits';
import sharp from 'sharp';

/** A photo of the size that its network's preparation begins with, so that no library has to scale it. */
export interface Photo {
  /** Its file's name. */
  readonly name: string;
  /** A PNG file. */
  readonly png: Uint8Array;
}

/** The first two handwritten digits of each class that no network was trained with, gray. */
export async function digitPhotos(): Promise<Photo[]> {
  const { images, labels } = digits().test;
  const photos = Array.from({ length: 10 }, (_, label) => [0, 1].map((nth) => ({ label, nth })));
  return Promise.all(
    photos.flat().map(async ({ label, nth }) => {
      const at = labels.indexOf(label) + nth;
      const pixels = Uint8Array.from(images.subarray(at * SIZE ** 2, (at + 1) * SIZE ** 2), (value) =>
        Math.round(255 * value),
      );
      const raw = { width: SIZE, height: SIZE, channels: 1 } as const;
      return { name: `${label}-${nth}.png`, png: await sharp(pixels, { raw }).toColourspace('b-w').png().toBuffer() };
    }),
  );
}

/** Of 64 pixels, what `preprocessor_config.json` scales the shorter side of a photo to before it takes the middle. */
const CROP_SIZE = 73;

/** Parts of a photo, in color. */
export async function crops(): Promise<Photo[]> {
  const cat = readFileSync(new URL('../../../demo/assets/cat.png', import.meta.url));
  const corners = [0, 150].flatMap((top) => [50, 150, 250].map((left) => ({ left, top })));
  return Promise.all(
    corners.map(async ({ left, top }) => ({
      name: `${left}-${top}.png`,
      png: await sharp(cat).extract({ left, top, width: CROP_SIZE, height: CROP_SIZE }).png().toBuffer(),
    })),
  );
}
