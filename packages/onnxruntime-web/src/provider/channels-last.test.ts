import { conv, type GraphInit, op, value, weights } from '@involution/adapters/onnx-graphs';
import { involutionModel } from '@involution/conformance/onnxruntime';
import { isInvolution } from '@involution/onnx/model';
import { type DeepPartial, fromPartial, GraphProto, ModelProto } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { betweenSessions, C, layer, layerOn, outputs, parallel, series } from '../../test/models.ts';
import { channelsLastValues, withChannelsLast } from './channels-last.ts';
import { partitionGraph } from './partition.ts';

function handedOver(init: DeepPartial<GraphProto>) {
  const graph = fromPartial(GraphProto, init);
  const partitions = partitionGraph(graph, new Set(graph.node.filter(isInvolution)));
  const values = channelsLastValues(graph, partitions);
  return { values: [...values].sort(), partitions: withChannelsLast(partitions, values) };
}

/** A layer with more nodes; `last` of the layer is not the end. */
function layerAnd(...node: NonNullable<GraphInit['node']>): GraphInit {
  const graph = layer();
  return { ...graph, initializer: [...graph.initializer!, weights('more', C, C, 4)], node: [...graph.node!, ...node] };
}

describe('channelsLastValues', () => {
  it('are what involutions read and make, when it comes from sessions and goes to them', () => {
    expect(handedOver(layer()).values).toEqual(['features', 'involved', 'kernel']);
  });

  it('are all of the involution in a model that the conformance kit runs', () => {
    const model = involutionModel({
      xShape: [1, 4, 5, 6],
      kernelShape: [1, 9, 5, 6],
      attributes: { kernel_shape: [3, 3] },
    });
    const { graph } = ModelProto.decode(betweenSessions(model));
    expect(handedOver(graph!).values).toEqual(['inner W', 'inner X', 'inner Y']);
  });

  it("are not the user's, and none of an involution that reads or makes such", () => {
    // x is an input; in `outputs`, what the involution makes is an output.
    expect(handedOver(parallel()).values).toEqual([]);
    expect(handedOver(series()).values).toEqual([]);
    expect(handedOver(outputs()).values).toEqual([]);
  });

  it('are not those of an involution that reads what another with such values makes', () => {
    const graph = layerAnd(conv(['involved', 'span'], 'kernel2'), {
      ...layer().node![2],
      name: 'z',
      input: ['involved', 'kernel2'],
      output: ['z'],
    });
    graph.output = [value('y', [1, C, 5, 6]), value('z', [1, C, 5, 6])];
    expect(handedOver(graph).values).toEqual([]);
  });

  it('are also what goes past an involution, when a convolution or the model says that it has four axes', () => {
    const past = (...node: NonNullable<GraphInit['node']>): GraphInit => ({
      ...layerAnd(...node, op('Add', ['involved', 'past'], 'sum')),
      output: [value('sum', [1, C, 5, 6])],
    });
    expect(handedOver(past(conv(['x', 'more'], 'past'))).values).toEqual(['features', 'involved', 'kernel', 'past']);
    const unclear = past(op('Relu', ['x'], 'past'));
    expect(handedOver(unclear).values).toEqual(['features', 'involved', 'kernel']);
    const declared = { ...unclear, valueInfo: [value('past', [1, C, 5, 6])] };
    expect(handedOver(declared).values).toEqual(['features', 'involved', 'kernel', 'past']);
    expect(handedOver({ ...unclear, valueInfo: [value('past', [1, C, 5])] }).values).not.toContain('past');
  });

  it('are none of an involution on one spatial axis, whose kernel may have four axes', () => {
    const graph = layerOn([7]);
    const [reduce, , ...others] = graph.node!;
    const kernel = op('Reshape', ['w', 'sizes'], 'kernel');
    const node = [reduce!, conv(['x', 'span'], 'w'), kernel, ...others];
    expect(handedOver({ ...graph, node, valueInfo: [value('kernel', [1, 2, 3, 7])] }).values).toEqual([]);
  });

  it('are not those of an involution whose kernel may have six axes', () => {
    const graph = layer();
    const node = graph.node!.flatMap((each) =>
      each.name === 'kernel'
        ? [conv(['features', 'span'], 'flat'), op('Reshape', ['flat', 'sizes'], 'kernel')]
        : [each],
    );
    expect(handedOver({ ...graph, node }).values).toEqual([]);
  });
});

describe('withChannelsLast', () => {
  it('transposes at the boundaries of subgraphs, under other names', () => {
    const [before, after] = handedOver(layer()).partitions.map(({ subgraph }) => subgraph!);
    expect(before!.inputs).toEqual(['x']);
    expect([...before!.outputs].sort()).toEqual(['features (NHWC)', 'kernel (NHWC)']);
    expect(before!.nodes.map(({ opType }) => opType)).toEqual(['Conv', 'Conv', 'Transpose', 'Transpose']);
    expect(after!.inputs).toEqual(['involved (NHWC)']);
    expect(after!.nodes.map(({ opType, input, output }) => [opType, input[0], output[0]])).toEqual([
      ['Transpose', 'involved (NHWC)', 'involved'],
      ['Conv', 'involved', 'y'],
    ]);
    const perms = [...before!.nodes, ...after!.nodes].flatMap(({ attribute }) =>
      attribute.filter(({ name }) => name === 'perm').map(({ ints }) => ints.map(Number)),
    );
    expect(perms).toEqual([
      [0, 2, 3, 1],
      [0, 2, 3, 1],
      [0, 3, 1, 2],
    ]);
  });
});
