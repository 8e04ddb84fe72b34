// What classify.py said of the photos, and says where there is a Python with Ray, is what onnxruntime-web says on wasm.
import { readFileSync } from 'node:fs';
import { agreementOf, digits, predictionsOf, trainedLogits } from '@involution/digits';
import { describe, expect, it } from 'vitest';
import { classifyInPython, type Results, whyNot } from './classify-in-python.ts';
import { classifyOnTheWeb } from './classify-on-the-web.ts';
import { NETWORKS } from './networks.ts';

const { results: recorded } = JSON.parse(readFileSync(new URL('../results.json', import.meta.url), 'utf8')) as {
  results: Results;
};

/** Ray takes seconds to start. */
const PYTHON_TIMEOUT = 300_000;

describe.each(NETWORKS)('$name', (network) => {
  const rows = recorded[network.name];
  const onTheWeb = classifyOnTheWeb(network);

  it.each(['model.onnx', 'model.expanded.onnx'] as const)(
    '%s in onnxruntime-web has the logits of results.json',
    async (file) => {
      const logits = await (await onTheWeb)(file);
      const theirs = Float32Array.from(rows.flatMap((row) => row.logits));
      expect(logits).toHaveLength(theirs.length);
      expect(agreementOf(logits, theirs, network.roundoff).largestShare).toBeLessThan(1);
    },
  );

  it('has the photos, labels and scores that go with the logits', async () => {
    const names = (await network.photos()).map(({ name }) => name).sort();
    expect(rows.map(({ path }) => path)).toEqual(names);
    for (const { label, score, logits } of rows) {
      const largest = Math.max(...logits);
      expect(label).toBe(`LABEL_${logits.indexOf(largest)}`);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
      expect(score).toBeCloseTo(1 / total, 5);
    }
  });
});

it('classifies the digits as PyTorch does, 19 of the 20 rightly', () => {
  const { labels } = digits().test;
  const predictions = predictionsOf(trainedLogits('rednet'));
  const photos = recorded.digits.map(({ path, label }) => {
    const [digit, nth] = path.split(/\D/, 2).map(Number) as [number, number];
    return { label, digit: `LABEL_${digit}`, theirs: `LABEL_${predictions[labels.indexOf(digit) + nth]}` };
  });
  expect(photos.map(({ label }) => label)).toEqual(photos.map(({ theirs }) => theirs));
  expect(photos.filter(({ label, digit }) => label === digit)).toHaveLength(19);
});

it('is what classify.py says now', { timeout: PYTHON_TIMEOUT }, async ({ skip }) => {
  const python = process.env.INVOLUTION_PYTHON;
  const reason = whyNot(python);
  if (reason !== undefined) {
    console.warn(`classify.py is not run: ${reason}.`);
    skip(reason);
  }
  const results = await classifyInPython(python!);
  for (const { name, roundoff } of NETWORKS) {
    const [now, then] = [results[name], recorded[name]].map((rows) =>
      Float32Array.from(rows.flatMap(({ logits }) => logits)),
    ) as [Float32Array, Float32Array];
    expect(results[name].map(({ path, label }) => [path, label])).toEqual(
      recorded[name].map(({ path, label }) => [path, label]),
    );
    expect(agreementOf(now, then, roundoff).largestShare).toBeLessThan(1);
  }
});
