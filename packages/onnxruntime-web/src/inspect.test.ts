import { exportedNets, readExported } from '@involution/fixtures/onnx';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';
import { inspectInvolution } from './inspect.ts';

function exported(file: string): Uint8Array {
  return readExported(exportedNets.flatMap(({ models }) => models).find((model) => model.file === file)!);
}

describe('inspectInvolution', () => {
  it('lists what could be fused', () => {
    const { opset, nodes, fusable, skipped } = inspectInvolution(exported('parallel-ts-batch'));
    expect(opset).toBe(20);
    expect([nodes, skipped]).toEqual([[], []]);
    expect(fusable.map(({ kernel_shape }) => kernel_shape)).toEqual([
      [3, 3],
      [5, 5],
      [3, 3],
    ]);
  });

  it('lists nodes, with their shapes where the model states them', () => {
    const { nodes, fusable } = inspectInvolution(exported('recipe-dynamo-batch'));
    expect(fusable).toEqual([]);
    expect(nodes).toEqual([
      expect.objectContaining({ isExpanded: false, x: [undefined, 8, 6, 8], w: [undefined, 18, 3, 4] }),
    ]);
    expect(nodes[0]!.attributes).toMatchObject({ kernel_shape: [3, 3], strides: [2, 2], group: 2, dilations: [1, 1] });
  });

  it('tells nodes that are expanded already', () => {
    const { nodes } = inspectInvolution(expandInvolution(fuseInvolution(exported('layer-k3-ts-static')).model));
    expect(nodes.map(({ node, isExpanded }) => [node, isExpanded])).toEqual([["node '/Involution'", true]]);
  });

  it('lists look-alikes with the reason', () => {
    const { skipped } = inspectInvolution(exported('tap-major-ts-static'));
    expect(skipped).toEqual([{ node: '/Mul_1', reason: expect.stringContaining('tap-major') }]);
  });
});
