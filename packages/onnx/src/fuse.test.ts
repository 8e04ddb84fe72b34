import { expectOutputs, parse, runAll, UNOPTIMIZED } from '@involution/adapters/onnx-testing';
import { type ExportedModel, type ExportedNet, exportedNets, readExported, runsFor } from '@involution/fixtures/onnx';
import type { ModelProto } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';
import { isInvolution } from './operator/operator.ts';

const toFuse = exportedNets.filter(({ involutions }) => involutions > 0);
const nearMatches = exportedNets.filter(({ reasons }) => reasons.length > 0);

describe.each(toFuse.map((net) => [net.name, net] as const))('the involutions of %s', (_, net) => {
  it.each(net.models.map((model) => [model.file, model] as const))('%s', async (__, exported) => {
    const model = readExported(exported);
    const before = Buffer.from(model);
    const result = fuseInvolution(model);
    expect(before.equals(model)).toBe(true);
    expect(result.rejected).toEqual([]);
    expect(result.fused).toHaveLength(net.involutions);

    const fused = parse(result.model);
    const { graph, opsetImport } = fused;
    expect(graph!.node.filter(isInvolution).map(({ name }) => name)).toEqual(result.fused.map(({ node }) => node));
    expect(opsetImport.filter(({ domain }) => domain === 'ai.involution').map(({ version }) => version)).toEqual([1n]);
    expect([graph!.input, graph!.output]).toEqual([parse(model).graph!.input, parse(model).graph!.output]);
    expect(leftovers(fused)).toEqual(net.name === 'columns-first' ? ['Transpose'] : []);
    // `toBe` would print both files where they differ.
    expect(fuseInvolution(result.model).model === result.model).toBe(true);

    await expectResults(expandInvolution(result.model), exported, net);
  });
});

describe.each(nearMatches.map((net) => [net.name, net] as const))('the near match %s', (_, net) => {
  it.each(net.models.map((model) => [model.file, model] as const))('%s', (__, exported) => {
    const model = readExported(exported);
    const result = fuseInvolution(model);
    expect(result.model).toBe(model);
    expect(result.fused).toEqual([]);
    expect(result.rejected.map(({ reason }) => reason)).toEqual(
      net.reasons.map((part) => expect.stringContaining(part)),
    );
  });
});

describe('the attributes', () => {
  const expected: Record<string, object> = {
    'layer-k3': { kernel_shape: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], group: 2 },
    'layer-k7-stride-2': { kernel_shape: [7, 7], strides: [2, 2], dilations: [1, 1], pads: [3, 3, 3, 3], group: 2 },
    'layer-k1': { kernel_shape: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], group: 2 },
    'layer-k4-stride-2': { kernel_shape: [4, 4], strides: [2, 2], dilations: [1, 1], pads: [1, 1, 1, 1], group: 2 },
    'layer-k3x5-stride-1x2': { kernel_shape: [3, 5], strides: [1, 2], dilations: [1, 1], pads: [1, 2, 1, 2], group: 2 },
    'layer-k3-dilation-2': { kernel_shape: [3, 3], strides: [1, 1], dilations: [2, 2], pads: [2, 2, 2, 2], group: 2 },
    'layer-k3-one-group': { kernel_shape: [3, 3], group: 1 },
    'layer-k3-group-per-channel': { kernel_shape: [3, 3], group: 4 },
    'layer-k3-no-padding': { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0] },
  };
  it.each(Object.entries(expected))('of %s', (name, attributes) => {
    const net = toFuse.find((candidate) => candidate.name === name)!;
    for (const model of net.models) {
      expect(fuseInvolution(readExported(model)).fused).toEqual([expect.objectContaining(attributes)]);
    }
  });
});

describe('the recipe of the README', () => {
  const net = exportedNets.find(({ isRecipe }) => isRecipe)!;
  it.each(net.models.map((model) => [model.file, model] as const))('%s', async (_, exported) => {
    const model = readExported(exported);
    expect(parse(model).graph!.node.filter(isInvolution)).toHaveLength(1);
    expect(fuseInvolution(model).model).toBe(model);
    const runs = runsFor(exported, net);
    const results = await runAll(
      expandInvolution(model),
      runs.map(({ inputs }) => inputs),
    );
    for (const [k, { outputs }] of runs.entries()) expectOutputs(results[k]!, outputs, 0);
  });
});

/** What exporters write for index arithmetic, where nothing else in these nets needs it. */
function leftovers({ graph }: ModelProto): string[] {
  return graph!.node
    .map(({ opType }) => opType)
    .filter((type) => ['Range', 'Gather', 'Transpose', 'ReduceSum'].includes(type));
}

/**
 * The model gives what PyTorch gave. Where a net's sums are exact, to the bit. In the deep nets, PyTorch's float32 is off
 * its float64 by `roundoff` for no other reason than the order and rounding of its sums; ours are of the same number and
 * kind, and get eight times that.
 */
async function expectResults(fused: Uint8Array, model: ExportedModel, net: ExportedNet) {
  const runs = runsFor(model, net);
  const results = await runAll(
    fused,
    runs.map(({ inputs }) => inputs),
    UNOPTIMIZED,
  );
  for (const [k, { outputs }] of runs.entries()) expectOutputs(results[k]!, outputs, 8 * net.roundoff);
}
