import { body, conv, floats, type GraphInit, involution, op, value } from '@involution/adapters/onnx-graphs';
import { isInvolution } from '@involution/onnx/model';
import { fromPartial, GraphProto } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { layer, parallel, series } from '../../test/models.ts';
import { partitionGraph } from './partition.ts';

/** The partitions of a graph in words. */
function partitionsOf(init: GraphInit) {
  const graph = fromPartial(GraphProto, init);
  return partitionGraph(graph, new Set(graph.node.filter(isInvolution))).map(({ subgraph, involutions }) => ({
    nodes: subgraph?.nodes.map(({ name }) => name),
    inputs: subgraph && [...subgraph.inputs].sort(),
    outputs: subgraph && [...subgraph.outputs].sort(),
    constants: subgraph && [...subgraph.constants].sort(),
    involutions: involutions.map(({ name }) => name),
  }));
}

describe('partition', () => {
  it('partitions before and after an involution, and gives each subgraph the constants that it reads', () => {
    expect(partitionsOf(layer())).toEqual([
      {
        nodes: ['features', 'kernel'],
        inputs: ['x'],
        outputs: ['features', 'kernel'],
        constants: ['reduce', 'span'],
        involutions: ['involved'],
      },
      { nodes: ['y'], inputs: ['involved'], outputs: ['y'], constants: ['last'], involutions: [] },
    ]);
  });

  it('puts independent involutions into one partition', () => {
    expect(partitionsOf(parallel()).map(({ nodes, involutions }) => [nodes, involutions])).toEqual([
      [
        ['kernelLeft', 'kernelRight'],
        ['a', 'b'],
      ],
      [['y'], []],
    ]);
  });

  it('makes no subgraph where there is nothing between two involutions', () => {
    const partitions = partitionsOf(series());
    expect(partitions.map(({ involutions }) => involutions)).toEqual([['a'], ['b'], ['y']]);
    expect(partitions.map(({ nodes }) => nodes)).toEqual([
      ['kernel'],
      undefined,
      // Constants are computed where they are read, not handed on.
      ['low', 'high', 'sum', 'clipped', 'kernel2'],
    ]);
    expect(partitions[2]?.inputs).toEqual(['b', 'x']);
  });

  it('leaves out what no output depends on, but not random numbers that two subgraphs read', () => {
    const graph = layer();
    const random = op('RandomNormal', [], 'noise');
    const node = [
      random,
      op('Add', ['x', 'noise'], 'noisy'),
      ...graph.node!.slice(0, 2),
      involution(['noisy', 'kernel'], 'involved'),
      op('Add', ['involved', 'noise'], 'y'),
      op('Relu', ['involved'], 'unused'),
    ];
    const [first, second] = partitionsOf({ ...graph, node });
    expect(first).toMatchObject({ outputs: ['kernel', 'noise', 'noisy'] });
    expect(second).toMatchObject({ nodes: ['y'], inputs: ['involved', 'noise'] });
  });

  it('hands values on that only a subgraph reads, and hides what has the same name inside', () => {
    const graph = layer();
    const branch = (name: string): GraphInit => ({
      name,
      input: [],
      initializer: [floats('span', [1])],
      node: [op('Add', ['features', 'span'], `${name}Sum`), op('Add', [`${name}Sum`, 'involved'], name)],
      output: [value(name)],
    });
    const node = [
      ...graph.node!.slice(0, 3),
      op('If', ['yes'], 'chosen', [body('then_branch', branch('then')), body('else_branch', branch('else'))]),
      conv(['chosen', 'last'], 'y'),
    ];
    const [first, second] = partitionsOf({ ...graph, input: [...graph.input!, value('yes')], node });
    expect(first?.outputs).toEqual(['features', 'kernel']);
    expect(second).toMatchObject({ inputs: ['features', 'involved', 'yes'], constants: ['last'] });
  });
});
