import { describe, expect, it } from 'vitest';
import { digits, SIZE } from './index.ts';
import { digitsOf } from './split.ts';

const { train, test } = digits();
const COUNTS = {
  train: [801, 902, 793, 825, 784, 691, 811, 856, 755, 782],
  test: [200, 225, 198, 207, 196, 172, 203, 214, 189, 196],
};

describe.each([
  ['train', train],
  ['test', test],
] as const)('%s', (name, { images, labels }) => {
  it('has as many digits of each class as the README says', () => {
    const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    expect(counts).toEqual(COUNTS[name]);
    expect(images).toHaveLength(labels.length * SIZE ** 2);
  });

  it('has bytes divided by 255 and rounded to three decimals', () => {
    expect(
      images.every((value) => value === Math.fround(Math.round((Math.round(value * 255) / 255) * 1000) / 1000)),
    ).toBe(true);
    expect(new Set(images).size).toBe(256);
  });
});

/** Pixels inside the border, of an image of 28×28. */
const PIXELS = 28 ** 2;

it('takes every fifth digit for the test', () => {
  const one = (value: number) => Array.from({ length: PIXELS }, () => value);
  const split = digitsOf([[0, 1, 2, 3].flatMap(one), [4, 5, 6, 7, 8, 9].flatMap(one)]);
  const middles = ({ images }: { images: Float32Array }) =>
    [...images].filter((_, k) => k % SIZE ** 2 === SIZE ** 2 / 2 + SIZE / 2);
  expect(middles(split.test)).toEqual([4, 9]);
  expect([...split.test.labels]).toEqual([1, 1]);
  expect(middles(split.train)).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
  expect([...split.train.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

it('has two zeros on every side', () => {
  const { images } = digitsOf([Array.from({ length: 2 * PIXELS }, (_, k) => k + 1)]).train;
  expect(images).toHaveLength(2 * SIZE ** 2);
  for (const [k, value] of images.entries()) {
    const [image, row, column] = [Math.floor(k / SIZE ** 2), Math.floor(k / SIZE) % SIZE, k % SIZE];
    const isInside = Math.min(row, column) >= 2 && Math.max(row, column) < 30;
    const expected = isInside ? image * PIXELS + (row - 2) * 28 + column - 2 + 1 : 0;
    if (value !== expected) expect.fail(`image ${image}, row ${row}, column ${column}: ${value}, not ${expected}`);
  }
});
