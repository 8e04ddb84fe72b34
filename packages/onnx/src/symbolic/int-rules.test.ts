// What is known of the results of index arithmetic; what runtimes compute in another way must not be.

import { type GraphInit, int, longs, op, value } from '@involution/adapters/onnx-graphs';
import {
  AttributeProto_AttributeType as AttributeType,
  fromPartial,
  GraphProto,
  TensorProto_DataType as Type,
} from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { Environment } from './environment.ts';
import { listed } from './int-tensor.ts';

/** The elements of the value `out` as texts; `undefined` when they are not known. */
function known(graph: GraphInit): string[] | undefined {
  const parsed = fromPartial(GraphProto, { input: [value('x', [1, 'h', 'v'])], ...graph });
  const environment = new Environment(parsed);
  for (const node of parsed.node) environment.evaluate(node);
  const { ints } = environment.get('out');
  return ints && listed(ints, 1000)?.map(String);
}

const scalar = (name: string, k: number) => longs(name, [], [k]);
const vector = (name: string, ...values: number[]) => longs(name, [values.length], values);
/** The nodes that make the size h of x, and what follows. */
const fromHeight = (node: GraphInit['node'], ...initializer: NonNullable<GraphInit['initializer']>) => ({
  node: [op('Shape', ['x'], 'shape'), op('Gather', ['shape', 'one'], 'h'), ...node!],
  initializer: [scalar('zero', 0), scalar('one', 1), scalar('two', 2), ...initializer],
});

describe('Slice', () => {
  const slice = (start: number, end: number, step: number) =>
    known({
      node: [op('Slice', ['data', 'start', 'end', 'axis', 'step'], 'out')],
      initializer: [
        vector('data', 10, 20, 30, 40),
        vector('start', start),
        vector('end', end),
        vector('axis', 0),
        vector('step', step),
      ],
    });

  it('keeps what ONNX says', () => {
    expect(slice(1, 3, 1)).toEqual(['20', '30']);
    expect(slice(-1, -5, -1)).toEqual(['40', '30', '20', '10']);
    expect(slice(-100, 2, 1)).toEqual(['10', '20']);
    expect(slice(0, 100, 3)).toEqual(['10', '40']);
  });

  it('is not known where it goes backwards from before the beginning', () => {
    expect(slice(-100, -200, -1)).toBeUndefined();
    expect(slice(-5, -200, -1)).toBeUndefined();
  });
});

describe('Div', () => {
  it('rounds down where nothing is negative', () => {
    expect(known(fromHeight([op('Div', ['h', 'two'], 'out')]))).toEqual([expect.stringContaining('/2⌋')]);
    const odd = [op('Sub', ['h', 'three'], 'less'), op('Div', ['less', 'two'], 'out')];
    expect(known(fromHeight(odd, scalar('three', 3)))).toEqual([expect.stringContaining('/2⌋')]);
  });

  it('is not known where the numerator is negative at large sizes', () => {
    const negative = [op('Sub', ['zero', 'h'], 'less'), op('Div', ['less', 'two'], 'out')];
    expect(known(fromHeight(negative))).toEqual(['?']);
    const difference = [
      op('Gather', ['shape', 'two'], 'v'),
      op('Sub', ['h', 'v'], 'less'),
      op('Div', ['less', 'two'], 'out'),
    ];
    expect(known(fromHeight(difference))).toEqual(['?']);
  });

  it('is not known where a product before it wraps around', () => {
    const large = [op('Mul', ['h', 'large'], 'more'), op('Div', ['more', 'large'], 'out')];
    expect(known(fromHeight(large, scalar('large', 2 ** 52)))).toEqual(['?']);
  });
});

it('Mod knows remainders of numbers that are not negative', () => {
  const mod = (a: number, b: number) =>
    known({ node: [op('Mod', ['a', 'b'], 'out')], initializer: [scalar('a', a), scalar('b', b)] });
  expect(mod(7, 3)).toEqual(['1']);
  expect(mod(-7, 3)).toEqual(['?']);
  expect(mod(7, 0)).toEqual(['?']);
});

describe('Range', () => {
  const counted = (graph: GraphInit) => {
    const parsed = fromPartial(GraphProto, { input: [value('x', [1, 'h', 'v'])], ...graph });
    const environment = new Environment(parsed);
    for (const node of parsed.node) environment.evaluate(node);
    return environment.get('out').ints?.shape.length;
  };

  it('counts up', () => {
    expect(counted(fromHeight([op('Range', ['zero', 'h', 'one'], 'out')]))).toBe(1);
  });

  it('is not known where the count is negative at large sizes', () => {
    const negative = [op('Sub', ['zero', 'h'], 'less'), op('Range', ['zero', 'less', 'one'], 'out')];
    expect(counted(fromHeight(negative))).toBeUndefined();
  });
});

describe('int32', () => {
  const INT32 = BigInt(Type.INT32);
  const cast = (node: string, to: bigint) => op('Cast', [node], 'out', [int('to', to)]);

  it('holds what fits', () => {
    expect(known({ node: [cast('data', INT32)], initializer: [vector('data', -5, 2 ** 31 - 1)] })).toEqual([
      '-5',
      `${2 ** 31 - 1}`,
    ]);
  });

  it('is not known where it drops bits, or may', () => {
    expect(known({ node: [cast('data', INT32)], initializer: [vector('data', 2 ** 31)] })).toBeUndefined();
    const square = [op('Mul', ['h', 'h'], 'area'), cast('area', INT32)];
    expect(known(fromHeight(square))).toBeUndefined();
  });

  it('holds the sizes of axes, and what is not much more', () => {
    const more = [op('Mul', ['h', 'two'], 'twice'), op('Sub', ['twice', 'one'], 'less'), cast('less', INT32)];
    expect(known(fromHeight(more))).toEqual(['-1+2·[0]']);
    const most = [op('Mul', ['h', 'many'], 'most'), cast('most', INT32)];
    expect(known(fromHeight(most, scalar('many', 128)))).toBeUndefined();
  });

  it('is the type of what ConstantOfShape fills with it', () => {
    const fill = {
      name: 'value',
      type: AttributeType.TENSOR,
      t: { dims: [1n], dataType: Type.INT32, int32Data: [2 ** 30] },
    };
    const node = [op('ConstantOfShape', ['shape'], 'filled', [fill]), op('Add', ['filled', 'filled'], 'out')];
    expect(known({ node, initializer: [vector('shape', 3)] })).toBeUndefined();
  });
});

describe('views of affine tensors', () => {
  const table = (...dims: number[]) =>
    longs(
      'table',
      dims,
      Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, k) => 3 * k),
    );

  it.each([
    [[120], [8, 15]],
    [[8, 15], [120]],
    [
      [8, 15],
      [2, 4, 5, 1, 3],
    ],
    [
      [4, 6, 5],
      [6, 20],
    ],
    [
      [1, 8, 15],
      [8, 1, 15, 1],
    ],
  ])('%o as %o', (from, to) => {
    const graph = {
      node: [op('Reshape', ['table', 'shape'], 'out')],
      initializer: [table(...from), vector('shape', ...to)],
    };
    expect(known(graph)).toEqual(Array.from({ length: 120 }, (_, k) => `${3 * k}`));
  });

  it('slices and gathers them', () => {
    const slice = [op('Slice', ['table', 'start', 'end', 'axis', 'step'], 'out')];
    const bounds = [vector('start', -1), vector('end', -50), vector('axis', 0), vector('step', -7)];
    expect(known({ node: slice, initializer: [table(100), ...bounds] })).toEqual(
      [99, 92, 85, 78, 71, 64, 57].map((k) => `${3 * k}`),
    );
    const pick = {
      node: [op('Gather', ['table', 'indices'], 'out')],
      initializer: [table(100), vector('indices', -1, -3)],
    };
    expect(known(pick)).toEqual(['297', '291']);
  });

  it('knows nothing of other elements, nor of a transposed view', () => {
    const transposed = [
      op('Transpose', ['table'], 'turned', [{ name: 'perm', type: 7, ints: [1n, 0n] }]),
      op('Reshape', ['turned', 'shape'], 'out'),
    ];
    expect(known({ node: transposed, initializer: [table(8, 15), vector('shape', 120)] })).toBeUndefined();
    const outside = [op('Gather', ['table', 'indices'], 'out')];
    expect(known({ node: outside, initializer: [table(100), vector('indices', 100)] })).toEqual(['?']);
  });
});
