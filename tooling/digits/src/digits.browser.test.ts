import { expect, it } from 'vitest';
import { fetchDigits } from './page.ts';

it('fetches the digits', async () => {
  const { train, test } = await fetchDigits();
  expect([train.labels.length, test.labels.length]).toEqual([8000, 2000]);
  expect(test.images.reduce((sum, value) => sum + value, 0) / test.images.length).toBeCloseTo(0.1, 2);
});
