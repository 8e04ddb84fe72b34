import { edited } from '@involution/adapters/onnx-testing';
import { involutionModel } from '@involution/conformance/onnxruntime';
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
    const { opset, nodes, fusable, rejected } = inspectInvolution(exported('parallel-ts-batch'));
    expect(opset).toBe(20);
    expect([nodes, rejected]).toEqual([[], []]);
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

  it.each([[[4]], [[3, 2]], [[1, 3, 4]]])('fills in as many defaults as kernel_shape = %j has', (kernel_shape) => {
    const ones = kernel_shape.map(() => 1);
    const model = involutionModel({ xShape: undefined, kernelShape: undefined, attributes: { kernel_shape } });
    for (const each of [model, expandInvolution(model)]) {
      expect(inspectInvolution(each).nodes[0]!.attributes).toEqual({
        kernel_shape,
        strides: ones,
        dilations: ones,
        pads: [...ones, ...ones].map(() => 0),
        group: undefined,
        kernel_order: 'group-major',
        channel_grouping: 'blocked',
      });
    }
  });

  it('tells nodes that are expanded already', () => {
    const { nodes } = inspectInvolution(expandInvolution(fuseInvolution(exported('layer-k3-ts-static')).model));
    expect(nodes.map(({ node, isExpanded }) => [node, isExpanded])).toEqual([['/Involution', true]]);
  });

  it('calls nodes as other reports do, with a name or without', () => {
    const unnamed = edited(exported('parallel-ts-batch'), ({ graph }) => {
      for (const node of graph!.node) node.name = '';
    });
    const { fusable } = inspectInvolution(unnamed);
    const { model, fused } = fuseInvolution(unnamed);
    expect(fusable).toEqual(fused);
    expect(inspectInvolution(model).nodes.map(({ node }) => node)).toEqual(fused.map(({ node }) => node));
    const unnamedAgain = edited(model, ({ graph }) => {
      for (const node of graph!.node) node.name = '';
    });
    const { nodes } = inspectInvolution(unnamedAgain);
    expect(nodes.map(({ node }) => node)).toEqual(fused.map(({ output }) => output));
  });

  it('lists rejected matches with the reason', () => {
    const { rejected } = inspectInvolution(exported('shared-by-batch-ts-static'));
    expect(rejected).toEqual([{ node: '/Mul_1', reason: expect.stringContaining('the batch of X') }]);
  });
});
