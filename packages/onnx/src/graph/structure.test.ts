import { edited } from '@involution/adapters/onnx-testing';
import { involutionModel } from '@involution/conformance/onnxruntime';
import {
  AttributeProto,
  fromPartial,
  GraphProto,
  type ModelProto,
  NodeProto,
  TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  AttributeProto_AttributeType as Type,
  ValueInfoProto,
} from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from '../expand.ts';
import { fuseInvolution } from '../fuse.ts';
import { inspectInvolution } from '../inspect.ts';

const GOOD = involutionModel({
  xShape: [1, 4, 5, 6],
  kernelShape: [1, 9, 5, 6],
  attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
});

const relu = (input: string, output: string) =>
  fromPartial(NodeProto, { opType: 'Relu', input: [input], output: [output] });
const tensor = (dims: bigint[], floatData: number[]) =>
  fromPartial(TensorProto, { name: 'constant', dataType: TensorProto_DataType.FLOAT, dims, floatData });

describe('all three functions throw for', () => {
  const cases: [string, (graph: GraphProto, model: ModelProto) => void, string][] = [
    ['a value that nothing makes', ({ node }) => void node.push(relu('nothing', 'z')), "value 'nothing'"],
    ['an output that nothing makes', ({ output }) => void output.push(info('nothing')), "value 'nothing'"],
    ['a value that is made twice', ({ node }) => void node.push(relu('X', 'Y')), "'Y' twice"],
    ['an input that is made again', ({ node }) => void node.push(relu('W', 'X')), "'X' twice"],
    ['a value that depends on itself', ({ node }) => void node.push(relu('b', 'a'), relu('a', 'b')), 'part of a cycle'],
    [
      'two constants of one name',
      ({ initializer }) => void initializer.push(tensor([], [1]), tensor([], [1])),
      'twice',
    ],
    ['a constant with too few values', ({ initializer }) => void initializer.push(tensor([3n], [1])), '1 elements'],
    ['a constant of negative size', ({ initializer }) => void initializer.push(tensor([-1n], [])), '[-1]'],
    [
      'a constant that fits nowhere',
      ({ initializer }) => void initializer.push(tensor([2n ** 40n, 2n ** 40n], [])),
      'impossible shape',
    ],
    ['a cycle through a branch', cycleThroughBranch, 'part of a cycle'],
    ['graphs in graphs in graphs …', nest, 'are no ONNX model'],
  ];
  it.each(cases)('%s', (_, edit, text) => {
    const model = edited(GOOD, (parsed) => edit(parsed.graph!, parsed));
    for (const call of [fuseInvolution, expandInvolution, inspectInvolution]) {
      expect(() => call(model)).toThrow(expect.objectContaining({ name: 'InvolutionError', code: 'INVALID_MODEL' }));
      expect(() => call(model)).toThrow(text);
    }
  });
});

describe('all three functions take', () => {
  const cases: [string, (graph: GraphProto) => void][] = [
    ['nodes in any order', ({ node }) => void node.unshift(relu('z', 'unused'), relu('Y', 'z'))],
    ['a branch that reads what is around it', ({ node }) => void node.push(branching('X'))],
    ['a constant that is stored elsewhere', ({ initializer }) => void initializer.push(external())],
    [
      'a constant that is the default of an input',
      ({ initializer, input }) => {
        initializer.push(tensor([], [1]));
        input.push(info('constant'));
      },
    ],
    [
      'outputs that a node leaves out',
      ({ node }) => {
        node.push(fromPartial(NodeProto, { opType: 'Dropout', input: ['X', ''], output: ['kept', ''] }));
        node.push(fromPartial(NodeProto, { opType: 'Dropout', input: ['X', ''], output: ['too', ''] }));
      },
    ],
  ];
  it.each(cases)('%s', (_, edit) => {
    const model = edited(GOOD, ({ graph }) => edit(graph!));
    for (const call of [fuseInvolution, expandInvolution, inspectInvolution]) expect(() => call(model)).not.toThrow();
  });
});

function info(name: string) {
  return fromPartial(ValueInfoProto, { name });
}

function external() {
  return fromPartial(TensorProto, {
    name: 'constant',
    dataType: TensorProto_DataType.FLOAT,
    dims: [8n],
    dataLocation: TensorProto_DataLocation.EXTERNAL,
  });
}

/** A node with one branch, which reads a value from around it. */
function branching(reads: string) {
  const g = fromPartial(GraphProto, { name: 'branch', node: [relu(reads, 'inner')], output: [info('inner')] });
  return fromPartial(NodeProto, {
    opType: 'If',
    input: ['X'],
    output: ['outer'],
    attribute: [fromPartial(AttributeProto, { name: 'then_branch', type: Type.GRAPH, g })],
  });
}

function cycleThroughBranch({ node }: GraphProto): void {
  node.push(branching('z'), relu('outer', 'z'));
}

function nest(graph: GraphProto): void {
  for (let k = 0; k < 70; k++) {
    const g = fromPartial(GraphProto, { name: `depth ${k}`, node: graph.node });
    const attribute = [fromPartial(AttributeProto, { name: 'body', type: Type.GRAPH, g })];
    graph.node = [fromPartial(NodeProto, { opType: 'If', output: k === 69 ? ['Y'] : [], attribute })];
  }
}
