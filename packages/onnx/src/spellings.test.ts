// The ways in which people write the weighted sum, as PyTorch exports them.
import { edited, expectOutputs, runAll, UNOPTIMIZED } from '@involution/adapters/onnx-testing';
import { runsFor } from '@involution/fixtures/onnx';
import { readSpelled, type SpelledModel, type Spelling, spellings } from '@involution/fixtures/spellings';
import { describe, expect, it } from 'vitest';
import { runAllHalf } from '../test/half.ts';
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

describe('a near miss is rejected', () => {
  const near = models.filter(({ spelling }) => spelling.isNearMiss && spelling.involutions === 0);
  it.each(near.map(({ model }) => [model.file, model] as const))('%s', (_, model) => {
    const { fused, rejected } = fuse(model);
    expect(fused).toEqual([]);
    expect(rejected.length).toBeGreaterThan(0);
  });
});

it('fuses all others whose sizes or all but the batch are fixed, and most whose are not', () => {
  const others = models.filter(({ spelling }) => !spelling.isNearMiss && spelling.involutions > 0);
  const left = others.filter(({ model }) => fuse(model).fused.length === 0);
  expect(left.filter(({ model }) => model.mode === 'static').map(({ model }) => model.file)).toEqual([]);
  // X and W are often inputs that the model does not relate, so that one of them could be repeated along an axis of the other.
  expect(left.filter(({ model }) => model.mode === 'batch')).toEqual([]);
  expect(left.length).toBe(18);
  expect(others.length).toBe(672);
});

it('an image that is repeated has groups for that, where the weights then lie as they should', () => {
  const upsampling = models.filter(({ spelling }) => spelling.name === 'upsampling-convex-by-8');
  const nodes = upsampling.flatMap(({ model }) => fuse(model).fused);
  expect(nodes).toHaveLength(upsampling.length);
  for (const node of nodes) {
    expect(node).toMatchObject({ w: 'w', group: 64, kernel_order: 'tap-major', channel_grouping: 'interleaved' });
  }
});

it('what is made of two values has the batch of both only where the model says so', () => {
  const spelling = spellings.find(({ name }) => name === 'group-per-channel-made')!;
  const { model } = readSpelled(spelling.models.find(({ file }) => file.endsWith('ts-batch'))!);
  const renamed = edited(model, ({ graph }) => {
    const w = graph!.input.find(({ name }) => name === 'w')!.type!.value;
    if (w?.$case === 'tensorType') w.value.shape!.dim[0]!.value = { $case: 'dimParam', value: 'others' };
  });
  expect(fuseInvolution(model).fused).toHaveLength(1);
  expect(fuseInvolution(renamed).fused).toEqual([]);
});

async function expectResults(model: SpelledModel, spelling: Spelling): Promise<void> {
  const runs = runsFor(model, spelling);
  const expanded = expandInvolution(fuse(model).model);
  const inputs = runs.map((run) => run.inputs);
  const isHalf = spelling.elementType === 'float16';
  const outputs = await (isHalf ? runAllHalf(expanded, inputs) : runAll(expanded, inputs, UNOPTIMIZED));
  for (const [k, run] of runs.entries()) expectOutputs(outputs[k]!, run.outputs, 8 * spelling.roundoff);
}
