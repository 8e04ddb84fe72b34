import { trainedLogits, trainedRecord } from '@involution/digits';
import type { StartedRuntime } from '@involution/runtimes/runtime';
import { startTfjsWasm } from '@involution/runtimes/tfjs/wasm';
import { describe, expect, it } from 'vitest';
import { classifyDigits, sampleDigits, TEST_DIGITS, trainedModels } from './digits.ts';

/** A runtime that gives these logits. */
function runtimeOf(logits: Float32Array): StartedRuntime {
  const prepared = {
    run: async () => 1,
    result: async () => ({ data: logits, shape: [logits.length / 10, 10] }),
    dispose() {},
  };
  const prepare = async () => prepared;
  return { version: '', device: '', dataFormat: 'channelsLast', prepare, prepareNetwork: prepare };
}

const [rednet] = trainedModels;
const classifyAll = (logits: Float32Array) =>
  classifyDigits('test', runtimeOf(logits), rednet!, sampleDigits(TEST_DIGITS));

describe('sampleDigits', () => {
  it('picks from every class alike', () => {
    expect([...sampleDigits(10).labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('has all test digits in their order', () => {
    const { indices, labels } = sampleDigits(TEST_DIGITS);
    expect(indices).toEqual(Array.from({ length: TEST_DIGITS }, (_, k) => k));
    expect([...labels]).toEqual([...labels].sort());
  });
});

describe('classifyDigits', () => {
  it.each(trainedModels)('agrees with the framework that trained $file, on a part of a batch too', async (model) => {
    const row = await classifyDigits('tfjs wasm', await startTfjsWasm({ device: '' }), model, sampleDigits(260));
    expect(row).toMatchObject({ digits: 260, differentPredictions: 0, agrees: true });
    expect(row.largestShare).toBeGreaterThan(0);
  });

  it("finds the framework's own accuracy in its own logits", async () => {
    const { accuracy } = trainedRecord('rednet');
    const expected = { accuracy, differentPredictions: 0, largestShare: 0, agrees: true };
    expect(await classifyAll(trainedLogits('rednet'))).toMatchObject(expected);
  });

  it('counts predictions that differ', async () => {
    const logits = trainedLogits('rednet');
    // Two digits get the other's logits.
    const [first, last] = [logits.slice(0, 10), logits.slice(-10)];
    logits.set(last, 0);
    logits.set(first, logits.length - 10);
    expect(await classifyAll(logits)).toMatchObject({ differentPredictions: 2, agrees: false });
  });

  it.each([
    ['9 roundoffs off', (logit: number) => logit + 9 * trainedRecord('rednet').roundoff],
    ['not a number', () => Number.NaN],
  ])('does not agree where one logit is %s', async (_, change) => {
    const logits = trainedLogits('rednet');
    const smallest = logits.indexOf(Math.min(...logits.subarray(0, 10)));
    logits[smallest] = change(logits[smallest]!);
    expect(await classifyAll(logits)).toMatchObject({ agrees: false });
  });
});
