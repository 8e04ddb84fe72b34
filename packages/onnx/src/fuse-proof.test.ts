// Exported models with one thing changed that a proof has to notice.
import { ints, longs, modelOf, op, value } from '@involution/adapters/onnx-graphs';
import { edited, parse } from '@involution/adapters/onnx-testing';
import { exportedNets, readExported } from '@involution/fixtures/onnx';
import {
  AttributeProto,
  fromPartial,
  type ModelProto,
  NodeProto,
  StringStringEntryProto,
  TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  AttributeProto_AttributeType as Type,
  ValueInfoProto,
} from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { fuseInvolution } from './fuse.ts';

const STATIC = exported('layer-k3', 'layer-k3-dynamo-static');
const OPEN = exported('layer-k3', 'layer-k3-ts-size');
const SHARED = exported('parallel', 'parallel-ts-static-basic');

/** What the fuser says of a model after some change. */
function afterChange(model: Uint8Array, edit: (model: ModelProto) => void) {
  const { fused, rejected } = fuseInvolution(edited(model, edit));
  return { fused: fused.length, reasons: rejected.map(({ reason }) => reason) };
}

describe('a match is rejected when', () => {
  const changes: [string, Uint8Array, (model: ModelProto) => void, string][] = [
    ['two indices are swapped', STATIC, (model) => swap(integersAt(model, 'Gather', 1), 0, 1), 'sliding windows'],
    ['one index is off', STATIC, (model) => set(integersAt(model, 'Gather', 1), 17, 9n), 'sliding windows'],
    ['the windows begin at 1', STATIC, (model) => addToAll(integersAt(model, 'Gather', 1), 1n), 'sliding windows'],
    ['the pad is smaller', STATIC, (model) => set(integersAt(model, 'Pad', 1), 6, 0n), 'do not cover'],
    ['there is one tap less', STATIC, dropTap, 'axes of the same sizes'],
    ['taps are transposed', STATIC, (model) => set(attribute(find(model, 'Transpose'), 'perm').ints, 2, 4n), 'perm'],
    ['taps are not transposed', STATIC, dropTranspose, 'all and only'],
    ['positions are seen in another shape', STATIC, turnPositions, 'cannot be told from its shape'],
    [
      'rows are gathered from another axis',
      STATIC,
      (model) => setInt(find(model, 'Gather'), 'axis', 3n),
      'cannot be told from its shape',
    ],
    ['the sum is over a group', STATIC, (model) => set(integersAt(model, 'ReduceSum', 1), 0, 2n), 'all and only'],
    ['the sum is over no stated axes', STATIC, (model) => void find(model, 'ReduceSum').input.pop(), 'known axes'],
    ['the product is a maximum', STATIC, (model) => rename(find(model, 'Mul'), 'Max'), 'not multiplied'],
    ['one image gives the weights of all', STATIC, shareWeights, 'the batch of X'],
    ['the product is an output', STATIC, (model) => addOutput(model, find(model, 'Mul').output[0]!), 'used elsewhere'],
    ['a caller may replace the indices', STATIC, makeIndicesInputs, 'not known before a run'],
    ['the indices are stored elsewhere', STATIC, moveIndicesOut, "they lie in 'net.data'"],
    ['a range is of an unknown operator', OPEN, (model) => rename(find(model, 'Range'), 'Ranges'), 'not known before'],
    ['a range begins at its step', OPEN, (model) => readAs(find(model, 'Range'), 0, 2), 'sliding windows'],
    ['a range has its beginning as its step', OPEN, (model) => readAs(find(model, 'Range'), 2, 0), 'not known before'],
  ];
  it.each(changes)('%s', (_, model, edit, reason) => {
    const { fused, reasons } = afterChange(model, edit);
    expect(fused).toBe(0);
    expect(reasons).toEqual([expect.stringContaining(reason)]);
  });
});

it.each([
  ['as it is', [0n, 1n, 2n, 3n], 1],
  ['with rows for columns', [0n, 1n, 3n, 2n], 0],
])('a loop over taps whose second slice of a square is seen %s', (_, perm, involutions) => {
  const taps = [0, 1, 2];
  const slice = (of: string, axis: number, start: number, size: number, output: string) => ({
    node: op('Slice', [of, `${output}-from`, `${output}-to`, `${output}-axis`], output),
    initializer: [start, start + size, axis].map((k, at) => longs(`${output}-${['from', 'to', 'axis'][at]}`, [1], [k])),
  });
  const slices = taps.flatMap((tap) => [slice('padded', 2, tap, 4, `x${tap}`), slice('w', 1, tap, 1, `w${tap}`)]);
  const model = modelOf({
    input: [value('x', [1, 2, 4, 4]), value('w', [1, 3, 4, 4])],
    output: [value('y')],
    initializer: [longs('pads', [8], [0, 0, 1, 0, 0, 0, 1, 0]), ...slices.flatMap(({ initializer }) => initializer)],
    node: [
      op('Pad', ['x', 'pads'], 'padded'),
      ...slices.map(({ node }) => node),
      op('Transpose', ['x1'], 'seen', [ints('perm', ...perm)]),
      ...taps.map((tap) => op('Mul', [tap === 1 ? 'seen' : `x${tap}`, `w${tap}`], `product${tap}`)),
      op('Add', ['product0', 'product1'], 'part'),
      op('Add', ['part', 'product2'], 'y'),
    ],
  });
  expect(fuseInvolution(model).fused).toHaveLength(involutions);
});

describe('a model is fused when', () => {
  it('its nodes are in another order', () => {
    const shuffled = (model: ModelProto) => void model.graph!.node.reverse();
    expect(afterChange(OPEN, shuffled)).toEqual({ fused: 1, reasons: [] });
  });

  it('the factors are in another order', () => {
    const turned = (model: ModelProto) => void find(model, 'Mul').input.reverse();
    expect(afterChange(STATIC, turned)).toEqual({ fused: 1, reasons: [] });
  });

  it('the sum is an output: it is a view of the involution', () => {
    const sum = (model: ModelProto) => find(model, 'ReduceSum').output[0]!;
    expect(afterChange(STATIC, (model) => addOutput(model, sum(model)))).toEqual({ fused: 1, reasons: [] });
  });

  it('the pad is larger than its windows reach', () => {
    const larger = edited(STATIC, (model) => set(integersAt(model, 'Pad', 1), 6, 2n));
    expect(fuseInvolution(larger).fused).toEqual([expect.objectContaining({ pads: [1, 1, 1, 1] })]);
  });

  it('its nodes have no names', () => {
    const { fused } = fuseInvolution(
      edited(STATIC, ({ graph }) => {
        for (const node of graph!.node) node.name = '';
      }),
    );
    expect(fused.map(({ node }) => node)).toEqual(['y/Involution']);
  });

  it('the name that it would get is taken', () => {
    const { fused } = fuseInvolution(
      edited(OPEN, ({ graph }) => {
        graph!.node[0]!.name = '/Involution';
      }),
    );
    expect(fused.map(({ node }) => node)).toEqual(['/Involution_1']);
  });

  it('it is the branch of an If, and what only it used around it goes', () => {
    const { model, fused } = fuseInvolution(edited(STATIC, intoBranch));
    expect(fused).toHaveLength(1);
    const { graph } = parse(model);
    const branch = attribute(graph!.node[0]!, 'then_branch').g!;
    expect(branch.node.map(({ opType }) => opType)).toEqual(['Involution']);
    const used = new Set([...graph!.node, ...branch.node].flatMap(({ input }) => input));
    expect(graph!.initializer.filter(({ name }) => !used.has(name))).toEqual([]);
  });

  it('its groups are two axes', () => {
    const perChannel = exported('layer-k3-group-per-channel', 'layer-k3-group-per-channel-dynamo-static');
    const { fused, rejected } = fuseInvolution(edited(perChannel, splitGroups));
    expect(rejected).toEqual([]);
    expect(fused).toEqual([expect.objectContaining({ group: 4 })]);
  });

  it('a pad of something other than zeros comes first: that stays, and is X', () => {
    const one = fromPartial(TensorProto, { name: 'one', dataType: TensorProto_DataType.FLOAT, floatData: [1] });
    const { fused, rejected } = fuseInvolution(
      edited(STATIC, (model) => {
        model.graph!.initializer.push(one);
        find(model, 'Pad').input[2] = 'one';
      }),
    );
    expect(rejected).toEqual([]);
    expect(fused).toEqual([expect.objectContaining({ x: find(parse(STATIC), 'Pad').output[0], pads: [0, 0, 0, 0] })]);
  });
});

describe('what is removed', () => {
  it('is not what others use, nor what nobody used', () => {
    const unused = fromPartial(NodeProto, { opType: 'Relu', input: ['x'], output: ['unused'] });
    const { model } = fuseInvolution(
      edited(STATIC, (before) => {
        before.graph!.node.push(unused);
        addOutput(before, find(before, 'Pad').output[0]!);
        addOutput(before, find(before, 'Gather').input[1]!);
      }),
    );
    expect(() => fuseInvolution(model)).not.toThrow();
    const types = parse(model).graph!.node.map(({ opType }) => opType);
    expect(types).toContain('Pad');
    expect(types).toContain('Relu');
    expect(types).not.toContain('Gather');
  });

  it('is all of the windows that several involutions share', () => {
    expect(findAll(parse(SHARED), 'Transpose')).toHaveLength(2);
    const { model, fused } = fuseInvolution(SHARED);
    expect(fused).toHaveLength(3);
    expect(findAll(parse(model), 'Transpose')).toEqual([]);
  });
});

it('another version of ai.involution is an error', () => {
  const model = edited(STATIC, ({ opsetImport }) => {
    opsetImport.push({ ...opsetImport[0]!, domain: 'ai.involution', version: 2n });
  });
  expect(() => fuseInvolution(model)).toThrow(expect.objectContaining({ code: 'INVALID_MODEL' }));
});

function exported(net: string, file: string): Uint8Array {
  const { models } = exportedNets.find(({ name }) => name === net)!;
  return readExported(models.find((model) => model.file === file)!);
}

function findAll({ graph }: ModelProto, opType: string): NodeProto[] {
  return graph!.node.filter((node) => node.opType === opType);
}

function find(model: ModelProto, opType: string): NodeProto {
  return findAll(model, opType)[0]!;
}

function attribute(node: NodeProto, name: string): AttributeProto {
  return node.attribute.find((candidate) => candidate.name === name)!;
}

function setInt(node: NodeProto, name: string, value: bigint): void {
  attribute(node, name).i = value;
}

/** The elements of the constant that the first node of an operator reads as one of its inputs, to be changed in place. */
function integersAt(model: ModelProto, opType: string, input: number): bigint[] {
  return integersOf(model, find(model, opType).input[input]!);
}

function constant({ graph }: ModelProto, name: string): TensorProto {
  return graph!.initializer.find((candidate) => candidate.name === name)!;
}

function integersOf(model: ModelProto, name: string): bigint[] {
  const tensor = constant(model, name);
  if (tensor.rawData.length > 0) {
    const view = new DataView(tensor.rawData.slice().buffer);
    tensor.int64Data = Array.from({ length: view.byteLength / 8 }, (_, k) => view.getBigInt64(8 * k, true));
    tensor.rawData = new Uint8Array(0);
  }
  return tensor.int64Data;
}

function set(values: bigint[], position: number, value: bigint): void {
  values[position] = value;
}

function rename(node: NodeProto, opType: string): void {
  node.opType = opType;
}

function swap(values: bigint[], a: number, b: number): void {
  [values[a], values[b]] = [values[b]!, values[a]!];
}

function addToAll(values: bigint[], amount: bigint): void {
  for (const k of values.keys()) values[k]! += amount;
}

/** Lets a node read what another of its inputs is. */
function readAs(node: NodeProto, input: number, other: number): void {
  node.input[input] = node.input[other]!;
}

function addOutput({ graph }: ModelProto, name: string): void {
  graph!.output.push(fromPartial(ValueInfoProto, { name }));
}

function dropTranspose(model: ModelProto): void {
  const { input, output } = find(model, 'Transpose');
  find(model, 'Mul').input[1] = 'seen';
  const reshape = findAll(model, 'Reshape').find((node) => node.input[0] === output[0])!;
  reshape.input[0] = input[0]!;
  reshape.output[0] = 'seen';
}

/** The shapes that the weights and the windows are seen in, as they are stored. */
function seenShapes(model: ModelProto): { weights: bigint[]; windows: bigint[] } {
  const [weights, windows] = findAll(model, 'Reshape').map(({ input }) => integersOf(model, input[1]!));
  return { weights: weights!, windows: windows! };
}

/** 8×6 in place of 6×8. */
function turnPositions(model: ModelProto): void {
  const { weights, windows } = seenShapes(model);
  weights.splice(-2, 2, 8n, 6n);
  windows.splice(-2, 2, 8n, 6n);
}

/** Four groups of one channel as two times two. */
function splitGroups(model: ModelProto): void {
  const { weights, windows } = seenShapes(model);
  for (const shape of [weights, windows]) shape.splice(1, 1, 2n, 2n);
  for (const opType of ['Unsqueeze', 'ReduceSum']) integersAt(model, opType, 1)[0]! += 1n;
  for (const { input } of findAll(model, 'Reshape').slice(0, 2)) constant(model, input[1]!).dims[0]! += 1n;
}

function dropTap(model: ModelProto): void {
  const tensor = constant(model, find(model, 'Gather').input[1]!);
  const values = integersAt(model, 'Gather', 1);
  tensor.dims = [2n, tensor.dims[1]!];
  tensor.int64Data = values.slice(0, 2 * Number(tensor.dims[1]!));
}

/** Weights of one image for a batch of two. */
function shareWeights(model: ModelProto): void {
  const reshape = findAll(model, 'Reshape').find(({ output }) => output[0] === find(model, 'Unsqueeze').input[0])!;
  reshape.input = ['shared', 'shape'];
  model.graph!.initializer.push(
    fromPartial(TensorProto, {
      name: 'shared',
      dataType: TensorProto_DataType.FLOAT,
      dims: [1n, 18n, 6n, 8n],
      floatData: new Array(18 * 6 * 8).fill(1),
    }),
    fromPartial(TensorProto, {
      name: 'shape',
      dataType: TensorProto_DataType.INT64,
      dims: [5n],
      int64Data: [1n, 2n, 9n, 6n, 8n],
    }),
  );
}

function makeIndicesInputs(model: ModelProto): void {
  model.graph!.input.push(fromPartial(ValueInfoProto, { name: find(model, 'Gather').input[1]! }));
}

function moveIndicesOut(model: ModelProto): void {
  const tensor = constant(model, find(model, 'Gather').input[1]!);
  tensor.rawData = new Uint8Array(0);
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  tensor.externalData = [fromPartial(StringStringEntryProto, { key: 'location', value: 'net.data' })];
}

/** Moves all after the weights into a branch; the constants stay around it. */
function intoBranch({ graph }: ModelProto): void {
  const first = graph!.node.findIndex(({ opType }) => opType === 'Reshape');
  const inside = graph!.node.splice(first);
  const branch = (name: string) => ({ name, type: Type.GRAPH, g: { name, node: inside, output: graph!.output } });
  const node = fromPartial(NodeProto, {
    opType: 'If',
    input: ['condition'],
    output: ['y'],
    attribute: [fromPartial(AttributeProto, branch('then_branch'))],
  });
  const type = { value: { $case: 'tensorType' as const, value: { elemType: TensorProto_DataType.BOOL, shape: {} } } };
  graph!.input.push(fromPartial(ValueInfoProto, { name: 'condition', type }));
  graph!.node.unshift(node);
}
