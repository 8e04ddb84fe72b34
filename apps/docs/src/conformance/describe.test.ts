import type { TestEntry } from '@involution/conformance';
import { expect, it } from 'vitest';
import { callOf, describeCall } from './describe.ts';

const call = {
  operation: 'forward',
  options: { kernelSize: [3, 5], channelGrouping: 'interleaved' },
  operands: {
    x: { shape: [1, 4, 5, 8] },
    kernel: { shape: [1, 4, 5, 15], dtype: 'int32' },
    dy: { shape: [1, 4, 5, 8] },
  },
} as const;

it('says the dialect whether or not the call spells it', () => {
  const { options, operands } = describeCall(call);
  expect(Object.fromEntries(options)).toEqual({
    kernelOrder: '"group-major"',
    channelGrouping: '"interleaved"',
    kernelSize: '[3,5]',
  });
  expect(operands[1]).toEqual({ name: 'kernel', shape: '[1, 4, 5, 15]', type: 'int32' });
});

it('takes the first of many calls', () => {
  const test: TestEntry = {
    id: 'leaks/a',
    suite: 'leaks',
    check: 'noLeak',
    calls: [call, { ...call, operation: 'gradInput' }],
  };
  expect(callOf(test).operation).toBe('forward');
});
