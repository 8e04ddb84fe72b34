import { fileURLToPath } from 'node:url';
import { toGray } from '@involution/runtimes/photo';
import { sharpenCall, toBytes } from '@involution/runtimes/sharpen';
import { describe, expect, it } from 'vitest';
import { readGray, readPhoto } from './photo.ts';

const asset = (name: string) => fileURLToPath(new URL(`../assets/${name}`, import.meta.url));

describe('toGray', () => {
  it("equals OpenCV's conversion in every byte", async () => {
    const gray = toGray(await readPhoto(asset('cat.png')));
    const expected = await readGray(asset('cat-gray.png'));
    expect(gray.data.length).toBe(451 * 300);
    expect(Buffer.compare(gray.data, expected.data)).toBe(0);
  });
});

describe('readPhoto', () => {
  it('shows a gray file three times', async () => {
    const photo = await readPhoto(asset('cat-gray.png'));
    const gray = await readGray(asset('cat-gray.png'));
    expect(photo.channels).toBe(3);
    expect(Array.from(photo.data.subarray(300, 306))).toEqual([100, 100, 100, 101, 101, 101].map((k) => gray.data[k]));
  });
});

describe('toBytes', () => {
  it('rounds ties to even and saturates, as OpenCV does', () => {
    const { data } = toBytes({ data: [-3, 0.5, 1.5, 2.5, 254.6, 300] }, { height: 1, width: 6 });
    expect(Array.from(data)).toEqual([0, 0, 2, 2, 255, 255]);
  });
});

describe('sharpenCall', () => {
  it('mirrors the border without repeating the edge, down to one pixel', () => {
    const call = sharpenCall({ height: 2, width: 3, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect(call.x.shape).toEqual([1, 4, 5, 1]);
    expect(Array.from(call.x.data)).toEqual([5, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5, 2, 1, 2, 3, 2]);
    const pixel = sharpenCall({ height: 1, width: 1, channels: 1, data: Uint8Array.of(7) });
    expect(Array.from(pixel.x.data)).toEqual(new Array(9).fill(7));
  });
});
