// A digit beside the kernels that a network generates for it.
import { trainedFile } from '@involution/digits';
import { kernelsInPlaceMap, tapSumsMap } from '@involution/runtimes/kernel-maps';
import { generatedKernels } from '@involution/runtimes/onnx/generated-kernels';
import type { Photo } from '@involution/runtimes/photo';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { sampleDigits, type TrainedModel } from './digits.ts';

/** Pixels of a tile's side, and between tiles. */
const TILE = 224;
const GAP = 8;
/** How many digits are picked from, one of each class, and which one it is. */
const CLASSES = 10;
const DIGIT = 3;

/**
 * Draws a digit and, to its right, each involution's kernels of the first group: above as the paper's figure 4 does, the sum
 * of the K² taps at each position, below the K×K kernels themselves side by side, each at its position.
 */
export async function kernelPicture({ file }: TrainedModel): Promise<Photo> {
  const { images } = sampleDigits(CLASSES);
  const [, height, width] = images.shape as [number, number, number];
  const image = images.data.subarray(DIGIT * height * width, (DIGIT + 1) * height * width);
  const digit = { data: image, shape: [1, height, width] };
  const involutions = await generatedKernels(ort, { checkpoint: trainedFile(file), images: digit });
  return grid([
    [gray(image, { height, width }), ...involutions.map(tapSumsMap)],
    [undefined, ...involutions.map(kernelsInPlaceMap)],
  ]);
}

function gray(image: Float32Array, size: Pick<Photo, 'height' | 'width'>): Photo {
  const bytes = Array.from(image, (value) => Math.round(255 * value));
  return { ...size, channels: 3, data: Uint8Array.from(bytes.flatMap((byte) => [byte, byte, byte])) };
}

/** Rows of tiles of one size, on white. */
async function grid(rows: (Photo | undefined)[][]): Promise<Photo> {
  const at = (k: number) => k * (TILE + GAP);
  const [height, width] = [at(rows.length) - GAP, at(rows[0]!.length) - GAP];
  const tiles = rows.flatMap((tilesOfRow, row) =>
    tilesOfRow.flatMap((tile, column) => (tile ? [{ tile, top: at(row), left: at(column) }] : [])),
  );
  const layers = await Promise.all(
    tiles.map(async ({ tile: { data, ...raw }, top, left }) => {
      const input = await sharp(data, { raw }).resize(TILE, TILE, { kernel: 'nearest', fit: 'fill' }).png().toBuffer();
      return { input, top, left };
    }),
  );
  const canvas = sharp({ create: { height, width, channels: 3, background: 'white' } }).composite(layers);
  return { height, width, channels: 3, data: await canvas.removeAlpha().raw().toBuffer() };
}
