import type { Photo } from '@involution/runtimes/photo';

/** Gray numbers from 0 to 1 of a square image. */
export function toGrayPhoto(numbers: Float32Array): Photo {
  const size = Math.sqrt(numbers.length);
  return {
    height: size,
    width: size,
    channels: 1,
    data: Uint8Array.from(numbers, (number) => Math.round(255 * number)),
  };
}

/** For a canvas. */
export function toImageData({ height, width, channels, data }: Photo): ImageData {
  const image = new ImageData(width, height);
  for (let k = 0; k < height * width; k++) {
    for (let c = 0; c < 3; c++) image.data[4 * k + c] = data[k * channels + (c % channels)]!;
    image.data[4 * k + 3] = 255;
  }
  return image;
}
