// Graphs that are nearly an involution and compute something else in some runtime, or in some run.
import { body, type GraphInit, int, longs, modelOf, type NodeInit, op, value } from '@involution/adapters/onnx-graphs';
import { TensorProto_DataType as Type } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { ROWS, unfolded } from '../test/unfolded.ts';
import { fuseInvolution } from './fuse.ts';

const INT32 = BigInt(Type.INT32);
const INT64 = BigInt(Type.INT64);

function countFused(graph: GraphInit): number {
  return fuseInvolution(modelOf(graph)).fused.length;
}

/** Row indices as nodes make them of the constant `table`. */
function rowsBy(table: readonly number[], node: NodeInit[], ...constants: [string, number[]][]): GraphInit {
  const scalars = constants.map(([name, values]) => longs(name, [values.length], values));
  return unfolded({ node, initializer: [longs('table', [3, 3], table), ...scalars] });
}

const cast = (from: string, to: string, type: bigint) => op('Cast', [from], to, [int('to', type)]);

it('the graph that the others are near to is fused', () => {
  expect(countFused(unfolded())).toBe(1);
  expect(countFused(rowsBy(ROWS, [op('Add', ['table', 'zero'], 'rows')], ['zero', [0]]))).toBe(1);
  const narrow = [cast('table', 'a', INT32), op('Add', ['a', 'a'], 'b'), op('Sub', ['b', 'a'], 'rows')];
  expect(countFused(rowsBy(ROWS, narrow))).toBe(1);
});

it('an outer product of rows and columns is no involution', () => {
  const graph: GraphInit = {
    input: [value('x', [1, 2, 3, 4]), value('w', [1, 2, 3, 4])],
    output: [value('y')],
    initializer: [
      longs('rows', [1, 3], [0, 1, 2]),
      longs('columns', [1, 4], [0, 1, 2, 3]),
      longs('shape', [4], [1, 2, 3, 4]),
      longs('weightShape', [6], [1, 2, 1, 1, 3, 4]),
    ],
    node: [
      op('Gather', ['x', 'rows'], 'gathered', [int('axis', 2n)]),
      op('Gather', ['gathered', 'columns'], 'both', [int('axis', 4n)]),
      op('Reshape', ['w', 'weightShape'], 'weights'),
      op('Mul', ['both', 'weights'], 'product'),
      op('ReduceSum', ['product', 'sumAxes'], 'sum', [int('keepdims', 0n)]),
      op('Reshape', ['sum', 'shape'], 'y'),
    ],
  };
  for (const axis of [2, 3, 4]) {
    const initializer = [...graph.initializer!, longs('sumAxes', [1], [axis])];
    expect(countFused({ ...graph, initializer })).toBe(0);
  }
});

describe('index arithmetic that wraps around is not known', () => {
  it('in sums of int32', () => {
    const wide = [op('Add', ['table', 'large'], 'b'), cast('b', 'c', INT32), op('Add', ['c', 'c'], 'd')];
    // 2³¹ + 2·rows becomes −2³¹ + 2·rows in int32.
    const back = [cast('d', 'e', INT64), op('Sub', ['e', 'twice'], 'f'), op('Div', ['f', 'two'], 'rows')];
    const constants: [string, number[]][] = [
      ['large', [2 ** 30]],
      ['twice', [2 ** 31]],
      ['two', [2]],
    ];
    expect(countFused(rowsBy(ROWS, [...wide, ...back], ...constants))).toBe(0);
  });

  it('in casts to int32', () => {
    const nodes = [
      op('Add', ['table', 'large'], 'a'),
      cast('a', 'b', INT32),
      cast('b', 'c', INT64),
      op('Sub', ['c', 'large'], 'rows'),
    ];
    expect(countFused(rowsBy(ROWS, nodes, ['large', [2 ** 40]]))).toBe(0);
  });
});

describe('sizes of one name', () => {
  const dynamic = (windows: string) => {
    const size = op('Shape', [windows], 'size');
    const nodes = [
      op('Gather', ['size', 'two'], 'height'),
      op('Sub', ['height', 'two'], 'positions'),
      op('Range', ['zero', 'positions', 'one'], 'starts'),
      op('Range', ['zero', 'three', 'one'], 'steps'),
      op('Unsqueeze', ['starts', 'front'], 'starts2'),
      op('Unsqueeze', ['steps', 'back'], 'steps2'),
      op('Add', ['starts2', 'steps2'], 'rows'),
    ];
    const scalars = Object.entries({ zero: 0, one: 1, two: 2, three: 3 }).map(([name, k]) => longs(name, [], [k]));
    return {
      x: [1, 4, 'h', 6],
      node: [size, ...nodes],
      initializer: [
        ...scalars,
        longs('front', [1], [0]),
        longs('back', [1], [1]),
        longs('windowShape', [6], [1, 2, 2, 9, -1, 4]),
        longs('weightShape', [6], [1, 2, 1, 9, -1, 4]),
        longs('resultShape', [4], [1, 4, -1, 4]),
      ],
      input: [value('z', [1, 4, 'h', 6])],
      w: [1, 18, 3, 4],
    };
  };

  it('are taken from the tensor that they are sizes of', () => {
    expect(countFused(unfolded({ ...dynamic('x'), x: [1, 4, 5, 6] }))).toBe(1);
  });

  it('may differ in a run where they are of different inputs', () => {
    expect(countFused(unfolded({ ...dynamic('z'), x: [1, 4, 5, 6], input: [value('z', [1, 4, 5, 6])] }))).toBe(1);
    const { rejected } = fuseInvolution(modelOf(unfolded(dynamic('z'))));
    expect(rejected).toEqual([{ node: 'product', reason: expect.stringContaining('of the same sizes') }]);
  });
});

describe('X and W as inputs of a dynamic batch', () => {
  /** The windows, the weights and the result are seen in shapes with the batch of an input each. */
  const seenBy = (windows: string, weights: string, result: string, sizes = { x: 'n', w: 'n' }): GraphInit => {
    const batch = (what: string, input: string) => [
      op('Shape', [input], `${what}Sizes`),
      op('Gather', [`${what}Sizes`, 'first'], `${what}Batch`),
      op('Concat', [`${what}Batch`, `${what}Rest`], `${what}Shape`, [int('axis', 0n)]),
    ];
    const node = [...batch('window', windows), ...batch('weight', weights), ...batch('result', result)];
    const initializer = [
      longs('first', [1], [0]),
      longs('windowRest', [5], [2, 2, 9, 3, 4]),
      longs('weightRest', [5], [2, 1, 9, 3, 4]),
      longs('resultRest', [3], [4, 3, 4]),
    ];
    return unfolded({ x: [sizes.x, 4, 5, 6], w: [sizes.w, 18, 3, 4], node, initializer });
  };

  it('are fused where the views of the model demand that they agree', () => {
    expect(countFused(seenBy('x', 'x', 'x', { x: 'n', w: 'm' }))).toBe(1);
    expect(countFused(seenBy('w', 'w', 'w', { x: 'n', w: 'm' }))).toBe(1);
  });

  it('are fused where their sizes have one name, as the node demands that they agree', () => {
    expect(countFused(seenBy('x', 'w', 'x'))).toBe(1);
    expect(countFused(seenBy('x', 'w', 'w'))).toBe(1);
  });

  it('are not where the names differ: a batch of 1 would be stretched', () => {
    expect(countFused(seenBy('x', 'w', 'x', { x: 'n', w: 'm' }))).toBe(0);
  });
});

it('a model that defines the operator itself gets no node that would call its function', () => {
  const functions = [{ domain: 'ai.involution', name: 'Involution', input: ['X', 'W'], output: ['Y'], node: [] }];
  const bytes = modelOf(unfolded(), {
    functions: functions.map((each) => ({ ...each, node: [op('Add', ['X', 'X'], 'Y')] })),
  });
  const { fused, rejected, model } = fuseInvolution(bytes);
  expect(fused).toEqual([]);
  expect(rejected).toEqual([{ node: 'product', reason: expect.stringContaining('of its own') }]);
  expect(model).toBe(bytes);
});

it('raw bytes go before a list of numbers, as in runtimes', () => {
  const both = { ...longs('rows', [3, 3], ROWS), int64Data: ROWS.map((row) => BigInt(row + 1)) };
  expect(countFused(unfolded({ initializer: [both] }))).toBe(1);
  const wrong = {
    ...longs(
      'rows',
      [3, 3],
      ROWS.map((row) => row + 1),
    ),
    int64Data: ROWS.map(BigInt),
  };
  expect(countFused(unfolded({ initializer: [wrong] }))).toBe(0);
});

it('attributes of one name are an error', () => {
  const graph = unfolded();
  const twice = op('Gather', ['x', 'rows'], 'gathered', [int('axis', 2n), int('axis', 2n)]);
  const node = [twice, ...graph.node!.slice(1)];
  expect(() => fuseInvolution(modelOf({ ...graph, node }))).toThrow(
    expect.objectContaining({ code: 'INVALID_MODEL', argument: "attributes of node 'gathered'" }),
  );
});

it('a branch that reads more values than a call can have arguments is searched', () => {
  const count = 200_000;
  const values = Array.from({ length: count }, (_, k) => `v${k}`);
  const outer = { ...op('Split', ['x'], 'v0', [int('axis', 0n)]), output: values };
  const branch = { name: 'branch', node: [op('Concat', values, 'joined')], output: [value('joined')] };
  const graph: GraphInit = {
    input: [value('x', [count, 1]), value('condition', [], Type.BOOL)],
    output: [value('y')],
    node: [
      outer,
      op('If', ['condition'], 'y', [
        body('then_branch', branch),
        body('else_branch', { name: 'other', output: [value('v1')] }),
      ]),
    ],
  };
  expect(fuseInvolution(modelOf(graph)).fused).toEqual([]);
});
