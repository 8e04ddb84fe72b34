import { expect, it } from 'vitest';
import { explore, layerOf, type Picture } from './explore.ts';

const picture: Picture = {
  height: 6,
  width: 9,
  data: Uint8Array.from({ length: 6 * 9 * 3 }, (_, k) => (k * k * 7) % 256),
};

it.each([
  [3, 1, 1, 1],
  [3, 3, 2, 1],
  [5, 1, 3, 2],
  [7, 3, 1, 4],
])(
  'K = %i, %i groups, dilation %i, stride %i: y is the sum of the products shown, at every pixel',
  (kernelSize, groups, dilation, stride) => {
    const layer = layerOf(picture, { kernelSize, groups, dilation, stride });
    for (let row = 0; row < picture.height; row++) {
      for (let column = 0; column < picture.width; column++) {
        for (let channel = 0; channel < 3; channel++) {
          const { taps, y } = explore(layer, row, column, channel);
          expect(taps).toHaveLength(kernelSize ** 2);
          expect(taps[(kernelSize ** 2 - 1) / 2]).toMatchObject({
            row: row - (row % stride),
            column: column - (column % stride),
          });
          expect(taps.reduce((sum, { weight, value }) => sum + weight * value, 0)).toBeCloseTo(y, 12);
        }
      }
    }
  },
);

it('has another kernel at every colour, and one for all channels or one each', () => {
  const weightsAt = (groups: number, column: number, channel: number) =>
    explore(layerOf(picture, { kernelSize: 3, groups, dilation: 1, stride: 1 }), 2, column, channel).taps.map(
      ({ weight }) => weight,
    );
  expect(weightsAt(1, 3, 0)).not.toEqual(weightsAt(1, 4, 0));
  expect(weightsAt(1, 3, 0)).toEqual(weightsAt(1, 3, 2));
  expect(weightsAt(3, 3, 0)).not.toEqual(weightsAt(3, 3, 2));
});
