import { expect, it } from 'vitest';
import { clockStep } from './clock.ts';

it('is the least step of the clock', () => {
  let calls = 0;
  // Goes on every seventh time it is read, by 0.1 or 0.3.
  const now = () => {
    const step = Math.floor(calls++ / 7);
    return step * 0.1 + Math.floor(step / 2) * 0.2;
  };
  expect(clockStep(now)).toBeCloseTo(0.1, 9);
});
