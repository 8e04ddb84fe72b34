/** Pixels of an image, row by row, `channels` bytes each. */
export interface Photo {
  height: number;
  width: number;
  channels: 1 | 3;
  data: Uint8Array;
}

/** OpenCV's gray: 0.299 R + 0.587 G + 0.114 B, in its fixed-point arithmetic of 15 bits. */
export function toGray({ height, width, data }: Photo): Photo {
  const gray = new Uint8Array(height * width);
  for (let k = 0; k < gray.length; k++) {
    gray[k] = (data[3 * k]! * 9798 + data[3 * k + 1]! * 19235 + data[3 * k + 2]! * 3735 + (1 << 14)) >> 15;
  }
  return { height, width, channels: 1, data: gray };
}
