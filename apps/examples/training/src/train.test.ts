import { readdirSync, readFileSync } from 'node:fs';
import { FLOAT32_UNIT_ROUNDOFF } from '@involution/core';
import { digits } from '@involution/digits';
import { median } from 'simple-statistics';
import { expect, it } from 'vitest';
import { trainOn } from './backends.ts';
import { SCHEDULE } from './schedule.ts';

/** A step has some forty layers, with sums of a hundred terms and more. */
const ROUNDOFFS = 1000;

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

/**
 * The same on every backend but for rounding, of which each step makes much more: batch norms divide by deviations that are
 * small at first. How much more is measured, by training on images that are off by as much.
 */
const FIRST_STEPS = 3;

it.each(results)('%s: reached 97 %%', (_, { schedule, accuracy, losses }) => {
  expect(schedule).toEqual(SCHEDULE);
  expect(accuracy).toBeGreaterThanOrEqual(0.97);
  expect(median(losses.slice(-100))).toBeLessThan(losses[0]! / 10);
});

it('begins on wasm as all of these began', { timeout: 120_000 }, async () => {
  const { train, test } = digits();
  const firstLosses = async (images = train.images) => {
    const losses: number[] = [];
    const few = { images: test.images.slice(0, images.length / train.labels.length), labels: test.labels.slice(0, 1) };
    const data = { train: { ...train, images }, test: few };
    await trainOn('wasm', data, SCHEDULE, ({ loss }) => losses.push(loss), FIRST_STEPS);
    return losses;
  };
  const losses = await firstLosses();
  expect(losses).toHaveLength(FIRST_STEPS);
  const others: number[][] = [];
  for (const seed of [1, 2]) others.push(await firstLosses(disturbed(train.images, seed)));
  const bounds = losses.map((loss, step) => Math.max(...others.map((other) => Math.abs(other[step]! - loss))));
  expect(results.length).toBeGreaterThan(0);
  for (const [name, result] of results) {
    for (const [step, loss] of losses.entries()) {
      expect(Math.abs(result.losses[step]! - loss), `${name}, step ${step}`).toBeLessThan(bounds[step]!);
    }
  }
});

/** Each pixel off by up to {@link ROUNDOFFS}. */
function disturbed(images: Float32Array, seed: number): Float32Array {
  const share = ROUNDOFFS * FLOAT32_UNIT_ROUNDOFF;
  return images.map((value, k) => value * (1 + share * Math.sin(seed * 1000 + 1.7 * k)));
}
