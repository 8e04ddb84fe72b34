import { interpolateInferno } from 'd3-scale-chromatic';
import type { Photo } from './photo.ts';

/** Numbers of any range, row by row, as colours from dark to bright. */
export function heatmap(numbers: Float32Array, { height, width }: Pick<Photo, 'height' | 'width'>): Photo {
  const low = numbers.reduce((a, b) => Math.min(a, b));
  const range = numbers.reduce((a, b) => Math.max(a, b)) - low || 1;
  const colours = Array.from({ length: 256 }, (_, k) => bytesOf(interpolateInferno(k / 255)));
  return {
    height,
    width,
    channels: 3,
    data: Uint8Array.from(Array.from(numbers, (number) => colours[Math.round(((number - low) / range) * 255)]!).flat()),
  };
}

/** `#rrggbb` → three bytes. */
function bytesOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
