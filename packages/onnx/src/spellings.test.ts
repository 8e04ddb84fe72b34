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
  const { model: bytes, externalData } = readSpelled(model);
  const result = results.get(model) ?? fuseInvolution(bytes, { externalData });
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

/** Windows that are not of `Gather`s: what is no involution has no reason yet. */
const WITHOUT_REASONS: ReadonlySet<string> = new Set(['convolution', 'loop-over-taps', 'stacked-slices']);

describe('a near miss is rejected', () => {
  const near = models.filter(({ spelling }) => spelling.isNearMiss && spelling.involutions === 0);
  it.each(near.map(({ model, spelling }) => [model.file, model, spelling] as const))('%s', (_, model, { kind }) => {
    const { fused, rejected } = fuse(model);
    expect(fused).toEqual([]);
    if (!WITHOUT_REASONS.has(kind)) expect(rejected.length).toBeGreaterThan(0);
  });
});

it('fuses the others whose sizes are fixed, but for some kinds', () => {
  const others = models.filter(({ spelling }) => !spelling.isNearMiss && spelling.involutions > 0);
  const left = others.filter(({ model }) => model.mode === 'static' && fuse(model).fused.length === 0);
  expect([...new Set(left.map(({ spelling }) => spelling.kind))].sort()).toEqual([
    'convolution',
    'float16',
    'loop-over-taps',
    'one-group',
    'sequence',
    'stacked-slices',
    'tensor-unfold',
    'two-heads',
  ]);
  // Those that have the same sizes in every run, and the others, whose X and W are often inputs that the model does not relate.
  const fused = others.filter(({ model }) => fuse(model).fused.length > 0);
  const isStatic = ({ model }: (typeof models)[number]) => model.mode === 'static';
  expect(fused.filter(isStatic).length).toBe(134);
  expect(fused.length).toBe(327);
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
