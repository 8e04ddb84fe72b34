// The shapes that operators give their results, as runtimes do.
import { type GraphInit, int, ints, longs, modelOf, op, value } from '@involution/adapters/onnx-graphs';
import { filled, runAll } from '@involution/adapters/onnx-testing';
import { AttributeProto_AttributeType, fromPartial, GraphProto } from '@involution/onnx-messages';
import { expect, it } from 'vitest';
import { Environment } from './environment.ts';

const equation = (s: string) => ({
  name: 'equation',
  type: AttributeProto_AttributeType.STRING,
  s: new TextEncoder().encode(s),
});

function evaluated(graph: GraphInit): Environment {
  const parsed = fromPartial(GraphProto, graph);
  const environment = new Environment(parsed);
  for (const node of parsed.node) environment.evaluate(node);
  return environment;
}

it.each([
  [
    'ConvTranspose',
    [
      [2, 4, 5, 7],
      [4, 3, 3, 4],
    ],
    [],
  ],
  [
    'ConvTranspose',
    [
      [1, 4, 5, 7],
      [4, 3, 2, 4],
    ],
    [
      ints('strides', 2n, 3n),
      ints('pads', 0n, 1n, 1n, 2n),
      ints('dilations', 2n, 1n),
      ints('output_padding', 1n, 2n),
      int('group', 2n),
    ],
  ],
  [
    'Einsum',
    [
      [2, 3, 5],
      [2, 1],
      [5, 3, 4],
    ],
    [equation('nab,nc,bad->dcn')],
  ],
] as const)('%s of %j', async (opType, shapes, attributes) => {
  const names = shapes.map((_, k) => `x${k}`);
  const input = shapes.map((shape, k) => value(`x${k}`, [...shape]));
  const graph = { input, node: [op(opType, names, 'y', [...attributes])], output: [value('y')] };
  const inputs = Object.fromEntries(shapes.map((shape, k) => [`x${k}`, filled([...shape], k)]));
  const [outputs] = await runAll(modelOf(graph), [inputs]);
  const dims = evaluated(graph)
    .get('y')
    .dims?.map((size) => size.value);
  expect(dims).toEqual(outputs!.y!.shape);
});

it('Tile, of some sizes that are open', () => {
  const graph = {
    input: [value('x', ['n', 4, 5])],
    node: [op('Tile', ['x', 'counts'], 'y')],
    initializer: [longs('counts', [3], [2, 1, 3])],
  };
  expect(evaluated(graph).get('y').dims?.map(String)).toEqual([expect.stringMatching(/^2·/), '4', '15']);
});

it('one of two sizes has the name of both, where it is the same', () => {
  const input = [value('a', ['n', 'c']), value('b', ['n', 'd']), value('c', ['m', 'd'])];
  const node = [op('Mul', ['a', 'b'], 'ab'), op('Add', ['ab', 'c'], 'y')];
  const environment = evaluated({ input, node });
  const namesOf = (name: string) => environment.get(name).dims!.map((size) => environment.statedName(size));
  expect(namesOf('ab')).toEqual(['n', undefined]);
  expect(namesOf('y')).toEqual([undefined, undefined]);
  // It may be another than either.
  const [a, b, either] = ['a', 'b', 'ab'].map((name) => environment.get(name).dims![0]!);
  expect([a!.equals(b!), a!.equals(either!), b!.equals(either!)]).toEqual([false, false, false]);
});
