import { expect, it } from 'vitest';
import { judge } from './judge.ts';

/** Ten logits of 0, and one of `at`. */
const row = (at: number, logit: number) => Array.from({ length: 10 }, (_, k) => (k === at ? logit : 0));
const logits = Float32Array.from([...row(3, 8), ...row(7, 8)]);

it('finds classes and probabilities', () => {
  const { predictions, probabilities } = judge(logits, logits);
  expect(predictions).toEqual([3, 7]);
  for (const [k, each] of probabilities.entries()) {
    expect(each.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(each[predictions[k]!]).toBeCloseTo(Math.exp(8) / (Math.exp(8) + 9), 12);
  }
});

it('has no overflow in the softmax of large logits', () => {
  const large = Float32Array.from(row(0, 1e4));
  expect(judge(large, large).probabilities[0]).toEqual(row(0, 1));
});

it('compares with a framework by its roundoff, and with another runtime without', () => {
  const changed = Float32Array.from([...row(3, 8.5), ...row(6, 8)]);
  const found = { differentPredictions: 1, largestDifference: 8 };
  expect(judge(changed, { logits, roundoff: 2 })).toMatchObject({ ...found, largestShare: 0.5 });
  expect(judge(changed, logits)).toMatchObject({ ...found, largestShare: undefined });
});
