// Graphs that compute an involution in one of many ways, at random, and changes to them that are hard to see.
import { type GraphInit, int, ints, longs, type NodeInit, numbers, op, value } from '@involution/adapters/onnx-graphs';
import type { NdArray } from '@involution/core';
import type { Random } from './mutate.ts';

/** A graph of inputs x and w and an output y, and values for the inputs. */
export interface Spelled {
  graph: GraphInit;
  inputs: Readonly<Record<'x' | 'w', NdArray>>;
  /** How it is written. */
  spelling: string;
}

/**
 * What axes stand for: batch, group, channel of the group, tap's row and column, position's row and column. Spellings are
 * orders of these.
 */
type Label = 'n' | 'g' | 's' | 'u' | 'v' | 'i' | 'j';
type Sizes = Readonly<Record<Label, number>>;

/** Writes an involution down. Few sizes, so that axes often have the same. */
export function spelled(random: Random): Spelled {
  const one = () => 1 + random(2);
  const sizes: Sizes = {
    n: one(),
    g: 1 + random(3),
    s: 1 + random(3),
    u: 1 + random(3),
    v: 1 + random(3),
    i: 3,
    j: 2 + random(2),
  };
  const [stride, dilation, pad] = [one(), one(), random(3)];
  const builder = new Builder(sizes, random);
  const padded = {
    i: (sizes.i - 1) * stride + (sizes.u - 1) * dilation + 1,
    j: (sizes.j - 1) * stride + (sizes.v - 1) * dilation + 1,
  };
  // What is left over at the end of an axis belongs to no window.
  const [height, width] = [padded.i + random(stride), padded.j + random(stride)];
  const isPadded = pad > 0 && height > 2 * pad && width > 2 * pad;
  const image = isPadded ? [height - 2 * pad, width - 2 * pad] : [height, width];
  const x = [sizes.n, sizes.g * sizes.s, image[0]!, image[1]!];
  const source = isPadded ? builder.add('Pad', ['x', builder.vector([0, 0, pad, pad, 0, 0, pad, pad])]) : 'x';
  const channels: Label[] = random(2) === 0 ? ['g', 's'] : ['s', 'g'];
  // The weights lie in any order.
  const weightLabels = shuffled<Label>(['n', 'g', 'u', 'v', 'i', 'j'], random);
  const w = builder.merged(weightLabels, random);
  const weights = { value: 'w', labels: weightLabels, split: w.length < weightLabels.length };
  const isSliced = random(4) === 0 && sizes.u * sizes.v > 1;
  const {
    value: sum,
    labels,
    spelling,
  } = isSliced
    ? builder.slices(source, { stride, dilation }, channels, weights)
    : builder.contraction(builder.windows(source, { stride, dilation }, channels), weights);
  const wanted: Label[] = random(2) === 0 ? ['n', ...channels, 'i', 'j'] : shuffled(labels, random);
  const seen = builder.transposed(sum, labels, wanted);
  const shape =
    wanted[0] === 'n' && wanted.slice(1, 3).join() === channels.join()
      ? [sizes.n, x[1]!, sizes.i, sizes.j]
      : [-1, sizes[wanted.at(-1)!]];
  builder.add('Reshape', [seen, builder.vector(shape)], undefined, 'y');
  const wShape = w.map((group) => group.reduce((product, label) => product * sizes[label], 1));
  return {
    graph: {
      input: [value('x', x), value('w', wShape)],
      output: [value('y')],
      node: builder.nodes,
      initializer: builder.constants,
    },
    inputs: { x: { shape: x, data: numbers(x, random(9)) }, w: { shape: wShape, data: numbers(wShape, random(9)) } },
    spelling,
  };
}

interface Steps {
  stride: number;
  dilation: number;
}

interface Spelt {
  value: string;
  labels: Label[];
  spelling: string;
}

interface Labelled {
  value: string;
  labels: Label[];
  /** Whether it has to be seen in one axis for each label first. */
  split: boolean;
}

class Builder {
  readonly nodes: NodeInit[] = [];
  readonly constants: NonNullable<GraphInit['initializer']> = [];
  readonly #sizes: Sizes;
  readonly #random: Random;

  constructor(sizes: Sizes, random: Random) {
    this.#sizes = sizes;
    this.#random = random;
  }

  add(
    opType: string,
    input: string[],
    attribute?: Parameters<typeof op>[3] extends (infer A)[] | undefined ? A : never,
    output = `v${this.nodes.length}`,
  ): string {
    this.nodes.push(op(opType, input, output, attribute === undefined ? [] : [attribute]));
    return output;
  }

  vector(values: readonly number[]): string {
    const name = `c${this.constants.length}`;
    this.constants.push(longs(name, [values.length], values));
    return name;
  }

  /** Indices of windows: of a tap at a position. */
  matrix(taps: number, positions: number, dilation: number, stride: number): string {
    const name = `c${this.constants.length}`;
    const values = Array.from(
      { length: taps * positions },
      (_, k) => Math.floor(k / positions) * dilation + (k % positions) * stride,
    );
    this.constants.push(longs(name, [taps, positions], values));
    return name;
  }

  /** Some neighbours become one axis. */
  merged(labels: readonly Label[], random: Random): Label[][] {
    const groups: Label[][] = [];
    for (const label of labels) {
      if (groups.length > 0 && random(2) === 0) groups.at(-1)!.push(label);
      else groups.push([label]);
    }
    return groups;
  }

  transposed(from: string, labels: readonly Label[], to: readonly Label[]): string {
    if (labels.join() === to.join()) return from;
    return this.add('Transpose', [from], ints('perm', ...to.map((label) => BigInt(labels.indexOf(label)))));
  }

  /** One axis for each label, or 1 where there is none of it. */
  seen({ value: from, labels, split }: Labelled, to: readonly (Label | 1)[]): string {
    const own = to.filter((label): label is Label => label !== 1);
    const whole = split ? this.reshape(from, labels) : from;
    const turned = this.transposed(whole, labels, own);
    return own.length === to.length ? turned : this.reshape(turned, to);
  }

  reshape(from: string, labels: readonly (Label | 1)[]): string {
    const shape = labels.map((label) => (label === 1 ? 1 : this.#sizes[label]));
    // One of them is left to be found out, now and then.
    if (this.#random(3) === 0) shape[this.#random(shape.length)] = -1;
    return this.add('Reshape', [from, this.vector(shape)]);
  }

  windows(source: string, { stride, dilation }: Steps, channels: readonly Label[]): Labelled {
    const rows = this.matrix(this.#sizes.u, this.#sizes.i, dilation, stride);
    const columns = this.matrix(this.#sizes.v, this.#sizes.j, dilation, stride);
    const gathered = this.add('Gather', [source, rows], int('axis', 2n));
    const value = this.add('Gather', [gathered, columns], int('axis', 4n));
    return { value, labels: ['n', ...channels, 'u', 'i', 'v', 'j'], split: true };
  }

  /** A product for each tap. */
  slices(source: string, { stride, dilation }: Steps, channels: readonly Label[], weights: Labelled): Spelt {
    const { u, v, i, j } = this.#sizes;
    const order = shuffled<Label>(['n', 'g', 's', 'i', 'j'], this.#random);
    const taps = shuffled<Label>(['u', 'v'], this.#random);
    const byTap = this.seen(weights, [...taps, 'n', 'g', 'i', 'j']);
    const rest = ['n', 'g', 'i', 'j'].map((label) => this.#sizes[label as Label]);
    const flat = this.add('Reshape', [byTap, this.vector([u * v, ...rest])]);
    const whole = order.map((label) => (label === 's' ? 1 : label));
    let sum: string | undefined;
    for (let tap = 0; tap < u * v; tap++) {
      const [row, column] = taps[0] === 'u' ? [Math.floor(tap / v), tap % v] : [tap % u, Math.floor(tap / u)];
      const starts = [row * dilation, column * dilation];
      const ends = [starts[0]! + (i - 1) * stride + 1, starts[1]! + (j - 1) * stride + 1];
      const input = [starts, ends, [2, 3], [stride, stride]].map((values) => this.vector(values));
      const part = this.add('Slice', [source, ...input]);
      const image = this.seen({ value: part, labels: ['n', ...channels, 'i', 'j'], split: true }, order);
      const kernel = this.add('Gather', [flat, this.vector([tap])], int('axis', 0n));
      const own = this.seen({ value: kernel, labels: ['n', 'g', 'i', 'j'], split: true }, whole);
      const product = this.add('Mul', [image, own]);
      sum = sum === undefined ? product : this.add('Add', [sum, product]);
    }
    return { value: sum!, labels: order, spelling: 'slices' };
  }

  contraction(windows: Labelled, weights: Labelled): { value: string; labels: Label[]; spelling: string } {
    const spelling = ['product', 'product', 'einsum', 'matrix'][this.#random(4)]!;
    if (spelling === 'einsum') return { ...this.#einsum(windows, weights), spelling };
    if (spelling === 'matrix') return { ...this.#matrix(windows, weights), spelling };
    return { ...this.#product(windows, weights), spelling };
  }

  #product(windows: Labelled, weights: Labelled): { value: string; labels: Label[] } {
    const order = shuffled<Label>(['n', 'g', 's', 'u', 'v', 'i', 'j'], this.#random);
    const factors = [
      this.seen(windows, order),
      this.seen(
        weights,
        order.map((label) => (label === 's' ? 1 : label)),
      ),
    ];
    if (this.#random(2) === 0) factors.reverse();
    const product = this.add('Mul', factors);
    const axes = ['u', 'v'].map((label) => order.indexOf(label as Label));
    const sum = this.add('ReduceSum', [product, this.vector(axes)], int('keepdims', 0n));
    return { value: sum, labels: order.filter((label) => label !== 'u' && label !== 'v') };
  }

  #einsum(windows: Labelled, weights: Labelled): { value: string; labels: Label[] } {
    const a = shuffled<Label>(['n', 'g', 's', 'u', 'v', 'i', 'j'], this.#random);
    const b = shuffled<Label>(['n', 'g', 'u', 'v', 'i', 'j'], this.#random);
    const labels = shuffled<Label>(['n', 'g', 's', 'i', 'j'], this.#random);
    const equation = {
      name: 'equation',
      type: 3,
      s: new TextEncoder().encode(`${a.join('')},${b.join('')}->${labels.join('')}`),
    } as const;
    return { value: this.add('Einsum', [this.seen(windows, a), this.seen(weights, b)], equation), labels };
  }

  #matrix(windows: Labelled, weights: Labelled): { value: string; labels: Label[] } {
    const batch = shuffled<Label>(['n', 'g', 'i', 'j'], this.#random);
    const taps = shuffled<Label>(['u', 'v'], this.#random);
    const [b, t] = [
      batch.map((label) => this.#sizes[label]),
      taps.reduce((product, label) => product * this.#sizes[label], 1),
    ];
    const isFlat = this.#random(2) === 0;
    const head = isFlat ? [b.reduce((product, size) => product * size, 1)] : b;
    const left = this.add('Reshape', [this.seen(weights, [...batch, ...taps]), this.vector([...head, 1, t])]);
    const right = this.add('Reshape', [
      this.seen(windows, [...batch, ...taps, 's']),
      this.vector([...head, t, this.#sizes.s]),
    ]);
    const product = this.add('MatMul', [left, right]);
    const labels: Label[] = [...batch, 's'];
    return { value: this.reshape(product, labels), labels };
  }
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const left = [...values];
  return values.map(() => left.splice(random(left.length), 1)[0]!);
}

/** Changes one thing. Some changes change nothing that matters, and some make a graph that nothing runs. */
export function changed({ graph, ...others }: Spelled, random: Random): Spelled {
  const node = structuredClone(graph.node!) as NodeInit[];
  const initializer = structuredClone(graph.initializer!) as NonNullable<GraphInit['initializer']>;
  const [kind, change] = CHANGES[random(CHANGES.length)]!;
  change({ node, initializer, random });
  return { graph: { ...graph, node, initializer }, ...others, spelling: `${others.spelling}, ${kind}` };
}

interface Parts {
  node: NodeInit[];
  initializer: NonNullable<GraphInit['initializer']>;
  random: Random;
}

const CHANGES: readonly (readonly [string, (parts: Parts) => void])[] = [
  [
    'a number of a constant',
    ({ initializer, random }) => editNumbers(initializer, random, (values, k) => (values[k] = BigInt(random(4)))),
  ],
  [
    'two numbers of a constant',
    ({ initializer, random }) =>
      editNumbers(initializer, random, (values, k) => {
        const other = random(values.length);
        [values[k], values[other]] = [values[other]!, values[k]!];
      }),
  ],
  [
    'all numbers of a constant',
    ({ initializer, random }) =>
      editNumbers(initializer, random, (values) => {
        for (const k of values.keys()) values[k]! += 1n;
      }),
  ],
  [
    'a zero that copies',
    ({ initializer, random }) => editNumbers(initializer, random, (values, k) => (values[k] = 0n)),
  ],
  [
    'a size that is left',
    ({ initializer, random }) => editNumbers(initializer, random, (values, k) => (values[k] = -1n)),
  ],
  ['a transposition', ({ node, random }) => editInts(node, 'Transpose', random)],
  [
    'an axis',
    ({ node, random }) => {
      const gather = pick(
        node.filter(({ opType }) => opType === 'Gather'),
        random,
      )!;
      gather.attribute![0]!.i = BigInt(2 + random(4));
    },
  ],
  [
    'an equation',
    ({ node, random }) => {
      const einsum = node.find(({ opType }) => opType === 'Einsum');
      const letters = einsum && [...new TextDecoder().decode(einsum.attribute![0]!.s)];
      if (letters === undefined) return;
      const [a, b] = [random(letters.length), random(letters.length)];
      if (/\w/.test(letters[a]!) && /\w/.test(letters[b]!)) [letters[a], letters[b]] = [letters[b]!, letters[a]!];
      einsum!.attribute![0]!.s = new TextEncoder().encode(letters.join(''));
    },
  ],
  [
    'another operator',
    ({ node, random }) => {
      const product = node.find(({ opType }) => opType === 'Mul' || opType === 'ReduceSum');
      if (product !== undefined)
        product.opType =
          product.opType === 'Mul' ? ['Add', 'Max', 'Sub'][random(3)]! : ['ReduceMax', 'ReduceMean'][random(2)]!;
    },
  ],
  [
    'a factor in place of another',
    ({ node, random }) => {
      const product = node.find(({ opType }) => opType === 'Mul' || opType === 'MatMul' || opType === 'Einsum')!;
      product.input![random(2)] = product.input![random(2)]!;
    },
  ],
  [
    'a pad of the edge',
    ({ node, random }) => {
      const pad = node.find(({ opType }) => opType === 'Pad');
      if (pad === undefined) return;
      const s = new TextEncoder().encode(['edge', 'reflect'][random(2)]!);
      pad.attribute = [...(pad.attribute ?? []), { name: 'mode', type: 3, s }];
    },
  ],
  [
    'a node before another',
    ({ node, random }) => {
      const views = node.filter(({ opType }) => opType === 'Transpose' || opType === 'Reshape');
      const [a, b] = [pick(views, random), pick(views, random)];
      if (a !== undefined && b !== undefined) [a.input![0], b.input![0]] = [b.input![0]!, a.input![0]!];
    },
  ],
];

function editNumbers(
  constants: Parts['initializer'],
  random: Random,
  edit: (values: bigint[], k: number) => void,
): void {
  const tensor = pick(constants, random)!;
  const values = [...new BigInt64Array((tensor.rawData as Uint8Array).slice().buffer)];
  edit(values, random(values.length));
  tensor.rawData = new Uint8Array(BigInt64Array.from(values).buffer);
}

function editInts(node: NodeInit[], opType: string, random: Random): void {
  const perm = pick(
    node.filter((each) => each.opType === opType),
    random,
  )?.attribute?.[0]?.ints as bigint[] | undefined;
  if (perm === undefined) return;
  const [a, b] = [random(perm.length), random(perm.length)];
  [perm[a], perm[b]] = [perm[b]!, perm[a]!];
}

function pick<T>(values: readonly T[], random: Random): T | undefined {
  return values[random(values.length)];
}
