import { readFileSync } from 'node:fs';
import { FLOAT32_UNIT_ROUNDOFF } from '@involution/core';
import { digits, padded } from '@involution/digits';
import { expect, it } from 'vitest';
import { BACKENDS, trainOn } from './backends.ts';
import { SCHEDULE } from './schedule.ts';
import type { Step } from './train.ts';

/** Of a step: some forty layers of some hundred roundings each. */
const ROUNDOFFS = 4000;

/** What `npm run train` wrote. */
interface Result {
  readonly schedule: typeof SCHEDULE;
  readonly accuracy: number;
  readonly losses: readonly number[];
}

const results = BACKENDS.map((backend) => {
  const file = new URL(`../results/${backend}.json`, import.meta.url);
  return [backend, JSON.parse(readFileSync(file, 'utf8')) as Result] as const;
});

/** The same on every backend but for rounding, which later steps make more of. */
const FIRST_STEPS = 3;

it.each(results)('reached 97 %% on %s', (_, { schedule, accuracy, losses }) => {
  expect(schedule).toEqual(SCHEDULE);
  expect(accuracy).toBeGreaterThanOrEqual(0.97);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 10);
});

it('begins on wasm as it began on every backend', { timeout: 120_000 }, async () => {
  const { train, test } = digits();
  const data = { train: { ...train, images: padded(train.images) }, test: { ...test, images: padded(test.images) } };
  const losses: number[] = [];
  await trainOn('wasm', data, SCHEDULE, ({ loss }: Step) => losses.push(loss) < FIRST_STEPS);
  expect(losses).toHaveLength(FIRST_STEPS);
  for (const [backend, result] of results) {
    for (const [step, loss] of losses.entries()) {
      const share = (step + 1) * ROUNDOFFS * FLOAT32_UNIT_ROUNDOFF;
      expect(Math.abs(loss / result.losses[step]! - 1), `${backend}, step ${step}`).toBeLessThan(share);
    }
  }
});
