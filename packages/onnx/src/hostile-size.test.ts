// Files that are made to take long or to fill the memory: time is linear in their size, memory in their bytes.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { body, type GraphInit, ints, longs, modelOf, type NodeInit, op, value } from '@involution/adapters/onnx-graphs';
import { fromPartial, GraphProto, TensorProto_DataType as Type } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { unfolded } from '../test/unfolded.ts';
import { fuseInvolution } from './fuse.ts';
import { Environment } from './symbolic/environment.ts';

/** Processor time in seconds, which other processes on the machine do not add to. */
function secondsOf(task: () => unknown): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** A chain of nodes from `x` to `y`. */
function chain(
  count: number,
  node: (from: string, to: string, k: number) => NodeInit,
  more: GraphInit = {},
): GraphInit {
  const name = (k: number) => (k === 0 ? 'x' : k === count ? 'y' : `v${k}`);
  return {
    input: [value('x', [2, 3, 4, 5])],
    output: [value('y')],
    ...more,
    node: Array.from({ length: count }, (_, k) => node(name(k), name(k + 1), k)),
  };
}

const identities = (count: number) => chain(count, (from, to) => op('Identity', [from], to));

function conditionals(count: number): GraphInit {
  const branches = (from: string, k: number) =>
    ['then_branch', 'else_branch'].map((name) =>
      body(name, { name, node: [op('Relu', [from], `${name}${k}`)], output: [value(`${name}${k}`)] }),
    );
  const input = [value('x', [2, 3, 4, 5]), value('condition', [], Type.BOOL)];
  return chain(count, (from, to, k) => op('If', ['condition'], to, branches(from, k)), { input });
}

/** Nodes of one constant each, of rank 14 with 2¹⁴ integers that are not affine. */
function transpositions(count: number): GraphInit {
  const values = Array.from({ length: 2 ** 14 }, (_, k) => (k * 7919) % 1009);
  const perm = ints('perm', ...Array.from({ length: 14 }, (_, k) => BigInt(13 - k)));
  const initializer = [longs('x', new Array(14).fill(2), values)];
  return chain(count, (from, to) => op('Transpose', [from], to, [perm]), { input: [], initializer });
}

/** Pads before windows that many products are made of. */
function padded(count: number): GraphInit {
  const { node = [], ...graph } = unfolded();
  const names = Array.from({ length: count }, (_, k) => `v${k}`);
  const pads = names.map((to, k) => op('Pad', [k === 0 ? 'x' : names[k - 1]!, 'none'], to));
  const [rows, ...others] = node;
  const matches = names.flatMap((_, k) => others.slice(-3).map((each) => numbered(each as NodeInit, k)));
  return {
    ...graph,
    output: [...graph.output!, ...names.map((_, k) => value(`y ${k}`))],
    initializer: [...graph.initializer!, longs('none', [8], new Array(8).fill(0))],
    node: [...pads, { ...rows!, input: [names.at(-1)!, 'rows'] }, ...others, ...matches],
  };
}

function numbered(node: NodeInit, k: number): NodeInit {
  const rename = (name: string) => (['product', 'sum', 'y'].includes(name) ? `${name} ${k}` : name);
  return { ...node, name: rename(node.name!), input: node.input!.map(rename), output: node.output!.map(rename) };
}

describe('time is linear', () => {
  const cases: [string, (count: number) => GraphInit, number][] = [
    ['in a chain of Identities', identities, 4000],
    ['in a chain of Ifs', conditionals, 1000],
    ['in transpositions of a large constant', transpositions, 500],
    ['in pads and products of the same windows', padded, 250],
  ];
  it.each(cases)('%s', (_, graph, count) => {
    const [small, large] = [modelOf(graph(count)), modelOf(graph(8 * count))];
    fuseInvolution(small);
    const once = Math.min(...[1, 2, 3].map(() => secondsOf(() => fuseInvolution(small))));
    // 64 times as long if it were quadratic.
    expect(secondsOf(() => fuseInvolution(large))).toBeLessThan(24 * Math.max(once, 0.01));
  });
});

describe('memory is in proportion', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  /** Bytes that are held by all that is known of a graph's values. */
  function bytesHeld(graph: GraphInit): number {
    const parsed = fromPartial(GraphProto, graph);
    collect();
    const before = process.memoryUsage().heapUsed;
    const environment = new Environment(parsed);
    for (const { name } of parsed.initializer) environment.get(name);
    for (const node of parsed.node) environment.evaluate(node);
    collect();
    const held = process.memoryUsage().heapUsed - before;
    expect(environment.get('y')).toBeDefined();
    return held;
  }

  const scattered = (name: string) =>
    longs(
      name,
      [2 ** 14],
      Array.from({ length: 2 ** 14 }, (_, k) => (k * 7919) % 1009),
    );

  it('for integers that are stored', () => {
    const initializer = Array.from({ length: 60 }, (_, k) => scattered(`c${k}`));
    const bytes = 60 * 8 * 2 ** 14;
    expect(bytesHeld({ initializer })).toBeLessThan(2 * bytes);
  });

  it('for integers that many nodes compute of a few', () => {
    const graph = chain(1000, (from, to) => op('Add', [from, from], to), { input: [], initializer: [scattered('x')] });
    expect(bytesHeld(graph)).toBeLessThan(16 * 2 ** 20);
    const filled = chain(1000, (from, to) => op('Add', [from, 'z'], to), { input: [], initializer: [scattered('z')] });
    filled.node!.unshift(op('ConstantOfShape', ['shape'], 'x'));
    expect(
      bytesHeld({ ...filled, initializer: [...filled.initializer!, longs('shape', [1], [2 ** 14])] }),
    ).toBeLessThan(16 * 2 ** 20);
  });

  it('for sizes that grow with each node', () => {
    const input = Array.from({ length: 12 }, (_, k) => value(`x${k}`, [`size ${k}`]));
    const grow = (from: string, to: string, k: number) => op('Mul', [from, k === 0 ? `s${0}` : `s${k % 12}`], to);
    const sizes = input.map(({ name }, k) => op('Shape', [name!], `s${k}`));
    const graph = chain(4000, grow, { input });
    const node = [...sizes, op('Identity', ['s0'], 'x'), ...graph.node!];
    expect(bytesHeld({ ...graph, node })).toBeLessThan(16 * 2 ** 20);
  });
});
