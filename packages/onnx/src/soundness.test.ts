// Whatever is fused is what unmodified onnxruntime computes: involutions in random spellings, and random changes of them.
import { modelOf } from '@involution/adapters/onnx-graphs';
import { runAll, UNOPTIMIZED, type Values } from '@involution/adapters/onnx-testing';
import { isInvolutionError } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../test/mutate.ts';
import { changed, type Spelled, spelled } from '../test/spelled.ts';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';

/** `INVOLUTION_FUZZ=20000` for a night's worth. */
const COUNT = Number(process.env.INVOLUTION_FUZZ ?? 1500);
const SEED = Number(process.env.INVOLUTION_FUZZ_SEED ?? 14);

describe(`from seed ${SEED}`, () => {
  it(`${COUNT / 5} spellings are fused, and right`, async () => {
    const random = randomFrom(SEED);
    for (let k = 0; k < COUNT / 5; k++) {
      const one = spelled(random);
      const model = modelOf(one.graph);
      const { fused, rejected } = fuseInvolution(model);
      expect(rejected, `${k}: ${one.spelling}`).toEqual([]);
      expect(fused, `${k}: ${one.spelling}`).toHaveLength(1);
      expect(await differs(model, one), `${k}: ${one.spelling}`).toBe(false);
    }
  }, 600_000);

  it(`${COUNT} changes are fused right or not at all`, async () => {
    const random = randomFrom(SEED + 1);
    const tally = { fused: 0, compared: 0 };
    for (let k = 0; k < COUNT; k++) {
      const one = changed(spelled(random), random);
      const model = modelOf(one.graph);
      if (countFused(model) === 0) continue;
      tally.fused++;
      const isDifferent = await differs(model, one);
      expect(isDifferent, `${k}: ${one.spelling}`).not.toBe(true);
      tally.compared += Number(isDifferent === false);
    }
    // Often enough to mean something.
    expect(tally.fused).toBeGreaterThan(COUNT / 10);
    expect(tally.compared).toBeGreaterThan(COUNT / 20);
  }, 600_000);
});

/** None in a model that is not valid. */
function countFused(model: Uint8Array): number {
  try {
    return fuseInvolution(model).fused.length;
  } catch (error) {
    if (isInvolutionError(error)) return 0;
    throw error;
  }
}

/** Whether the fused model gives other results; `undefined` where the model itself does not run. */
async function differs(model: Uint8Array, { inputs }: Spelled): Promise<boolean | undefined> {
  const expected = await resultOf(model, inputs);
  if (expected === undefined) return undefined;
  const actual = await resultOf(expandInvolution(fuseInvolution(model).model), inputs);
  // All numbers are small integers: sums are exact in any order.
  return JSON.stringify(actual?.y, plain) !== JSON.stringify(expected.y, plain);
}

async function resultOf(model: Uint8Array, inputs: Values): Promise<Values | undefined> {
  try {
    return (await runAll(model, [inputs], UNOPTIMIZED))[0];
  } catch {
    // What can't be run says nothing: a model that ran before and doesn't now has another result.
    return undefined;
  }
}

/** Not typed arrays, and no −0. */
function plain(_: string, item: unknown): unknown {
  return item instanceof Float32Array ? Array.from(item, (each) => each + 0) : item;
}
