import { readdirSync, readFileSync } from 'node:fs';
import { FLOAT32_UNIT_ROUNDOFF } from '@involution/core';
import { digits } from '@involution/digits';
import { median } from 'simple-statistics';
import { expect, it } from 'vitest';
import { trainOn } from './backends.ts';
import { SCHEDULE } from './schedule.ts';

/** Of a step: some forty layers of some hundred roundings each. */
const ROUNDOFFS = 4000;

/** What `npm run train` wrote. */
interface Result {
  readonly schedule: typeof SCHEDULE;
  readonly accuracy: number;
  readonly losses: readonly number[];
}

const folder = new URL('../results/', import.meta.url);
const results = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Result] as const,
);

/** The same on every backend but for rounding, which later steps make more of. */
const FIRST_STEPS = 3;

it.each(results)('%s: reached 97 %%', (_, { schedule, accuracy, losses }) => {
  expect(schedule).toEqual(SCHEDULE);
  expect(accuracy).toBeGreaterThanOrEqual(0.97);
  expect(median(losses.slice(-100))).toBeLessThan(losses[0]! / 10);
});

it('begins on wasm as all of these began', { timeout: 120_000 }, async () => {
  const losses: number[] = [];
  await trainOn('wasm', digits(), SCHEDULE, ({ loss }) => losses.push(loss), FIRST_STEPS);
  expect(losses).toHaveLength(FIRST_STEPS);
  expect(results.length).toBeGreaterThan(0);
  for (const [name, result] of results) {
    for (const [step, loss] of losses.entries()) {
      const share = (step + 1) * ROUNDOFFS * FLOAT32_UNIT_ROUNDOFF;
      expect(Math.abs(loss / result.losses[step]! - 1), `${name}, step ${step}`).toBeLessThan(share);
    }
  }
});
