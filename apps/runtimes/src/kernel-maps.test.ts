import { expect, it } from 'vitest';
import { kernelsInPlaceMap, tapSums, tapSumsMap } from './kernel-maps.ts';

/** 2×2 taps at 1×3 positions; the tap (u, v) of position w is 100·w + 10·u + v. */
const generated = {
  kernelSize: 2,
  kernels: {
    data: Float32Array.from([0, 100, 200, 1, 101, 201, 10, 110, 210, 11, 111, 211]),
    shape: [4, 1, 3],
  },
};

it('sums the taps of each position', () => {
  expect([...tapSums(generated)]).toEqual([22, 422, 822]);
  expect(tapSumsMap(generated)).toMatchObject({ height: 1, width: 3, channels: 3 });
});

it('draws each kernel at its position, the larger the brighter', () => {
  const { height, width, data } = kernelsInPlaceMap(generated);
  expect([height, width]).toEqual([2, 6]);
  // From dark to bright, as the numbers grow: 0 1 100 101 200 201 and below them 10 11 110 111 210 211.
  const brightness = Array.from({ length: 12 }, (_, k) => data[3 * k]! + data[3 * k + 1]! + data[3 * k + 2]!);
  const inOrder = [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11].map((k) => brightness[k]!);
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  expect(inOrder[0]).toBeLessThan(inOrder.at(-1)!);
});
