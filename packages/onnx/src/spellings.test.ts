// The ways in which people write the weighted sum, as PyTorch exports them.
import { expectOutputs, runAll, UNOPTIMIZED } from '@involution/adapters/onnx-testing';
import { runsFor } from '@involution/fixtures/onnx';
import { readSpelled, type SpelledModel, type Spelling, spellings } from '@involution/fixtures/spellings';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';
import { type FuseResult, fuseInvolution } from './fuse.ts';

const models = spellings.flatMap((spelling) => spelling.models.map((model) => ({ spelling, model })));
const results = new Map<SpelledModel, FuseResult>();
const fuse = (model: SpelledModel) => {
  const result = results.get(model) ?? fuseInvolution(readSpelled(model));
  results.set(model, result);
  return result;
};

describe('what is fused gives the results of PyTorch', () => {
  const fused = models.filter(({ model }) => fuse(model).fused.length > 0);
  it.each(fused.map(({ spelling, model }) => [model.file, model, spelling] as const))(
    '%s',
    async (_, model, spelling) => {
      await expectResults(model, spelling);
    },
  );
});

describe('a near miss is rejected for a reason', () => {
  const near = models.filter(({ spelling }) => spelling.isNearMiss && spelling.involutions === 0);
  it.each(near.map(({ model }) => [model.file, model] as const))('%s', (_, model) => {
    const { fused, rejected } = fuse(model);
    expect(fused).toEqual([]);
    expect(rejected.length).toBeGreaterThan(0);
  });
});

it('fuses the others whose sizes are fixed, and most whose sizes are not', () => {
  const others = models.filter(({ spelling }) => !spelling.isNearMiss && spelling.involutions > 0);
  const left = others.filter(({ model }) => fuse(model).fused.length < 1).map(({ model }) => model);
  const fixed = left.filter(({ mode }) => mode === 'static').map(({ file }) => file);
  // Its windows are those of windows: the second `Tensor.unfold` comes after a transposition that moves taps inside.
  expect(fixed).toEqual(['tensor-unfold-inside-ts-static']);
  // X and W are inputs whose sizes the model does not relate.
  expect(left.length / others.length).toBeLessThan(0.12);
});

async function expectResults(model: SpelledModel, spelling: Spelling): Promise<void> {
  const runs = runsFor(model, spelling);
  const expanded = expandInvolution(fuse(model).model);
  const outputs = await runAll(
    expanded,
    runs.map(({ inputs }) => inputs),
    UNOPTIMIZED,
  );
  for (const [k, run] of runs.entries()) expectOutputs(outputs[k]!, run.outputs, 8 * spelling.roundoff);
}
