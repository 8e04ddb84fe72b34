import { expect, it } from 'vitest';
import { describeKerasExample } from './keras-example.ts';
import { parameterCount } from './network.ts';

it('has the parameters of the Keras example', () => {
  // Of an involution: 3·1 + 1 of the reduction, 2 of the batch norm, 1·9 + 9 of the span.
  expect(parameterCount(describeKerasExample())).toBe(3 * 24 + (192 * 64 + 64) + (64 * 10 + 10));
});

it('refuses involutions that the channels do not allow', () => {
  expect(() =>
    describeKerasExample({ channels: 4, involutions: [{ kernelSize: 3, groups: 3, reduction: 2 }] }),
  ).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS', argument: 'involutions[0]' }));
});
