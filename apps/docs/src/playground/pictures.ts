// Photos in and out of canvases.
import type { Photo } from '@involution/runtimes/photo';

export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** The size of a picture whose longest side is at most `side`. */
export function fit({ height, width }: PictureSize, side: number): PictureSize {
  const scale = Math.min(1, side / Math.max(height, width));
  return { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) };
}

/** RGB on white. */
export function photoOf(image: CanvasImageSource, size: PictureSize, side: number): Photo {
  const { height, width } = fit(size, side);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { height, width });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { height, width, channels: 3, data: new Uint8Array(data.filter((_, k) => k % 4 < 3)) };
}

export function draw(canvas: HTMLCanvasElement, { height, width, channels, data }: Photo): void {
  Object.assign(canvas, { height, width });
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) rgba[pixel * 4 + c] = data[pixel * channels + (c % channels)]!;
  }
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
}
