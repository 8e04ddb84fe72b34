// Graphs that compute an involution in one of many ways, at random, and changes to them that are hard to see.
import {
  type GraphInit,
  int,
  ints,
  longs,
  type NodeInit,
  numbers,
  op,
  type TensorInit,
  value,
} from '@involution/adapters/onnx-graphs';
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
 * What axes stand for: batch, head, group, channel of the group, tap's row and column, position's row and column. Spellings are
 * orders of these. Weights have a head, windows do not: its size is 1 where there is none.
 */
type Label = 'n' | 'e' | 'g' | 's' | 'u' | 'v' | 'i' | 'j';
type Sizes = Readonly<Record<Label, number>>;

/** The axes of the image: batch, channels, rows and columns. */
type ImageAxis = 'n' | 'c' | 'i' | 'j';

/** Writes an involution down. Few sizes, so that axes often have the same. */
export function spelled(random: Random): Spelled {
  const one = () => 1 + random(2);
  const usual: ImageAxis[] = ['n', 'c', 'i', 'j'];
  const layout = random(3) === 0 ? shuffled(usual, random) : usual;
  // Slices of one tap would not tell which of the axes that they leave whole has positions.
  const least = layout === usual ? 1 : 2;
  const sizes: Sizes = {
    n: one(),
    e: random(4) === 0 ? 2 : 1,
    g: 1 + random(3),
    s: 1 + random(3),
    u: least + random(3),
    v: least + random(3),
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
  const border = isPadded ? pad : 0;
  const lengths = { n: sizes.n, c: sizes.g * sizes.s, i: height - 2 * border, j: width - 2 * border };
  const x = layout.map((axis) => lengths[axis]);
  const around = layout.map((axis) => (axis === 'i' || axis === 'j' ? border : 0));
  const source = isPadded ? builder.add('Pad', ['x', builder.vector([...around, ...around])]) : 'x';
  const channels: Label[] = random(2) === 0 ? ['g', 's'] : ['s', 'g'];
  const whole = { ...lengths, i: height, j: width };
  const image: Image = { source, border, layout, channels, padded: whole, stride, dilation };
  // The weights lie in any order.
  const weightLabels = shuffled<Label>(['n', 'e', 'g', 'u', 'v', 'i', 'j'], random);
  const w = builder.merged(weightLabels, random);
  const weights = { value: 'w', labels: weightLabels, split: w.length < weightLabels.length };
  const isSliced = random(4) === 0 && sizes.u * sizes.v > 1;
  const {
    value: sum,
    labels,
    spelling,
  } = isSliced ? builder.slices(image, weights) : builder.contraction(builder.windows(image), weights);
  const wanted: Label[] = random(2) === 0 ? ['n', 'e', ...channels, 'i', 'j'] : shuffled(labels, random);
  const seen = builder.transposed(sum, labels, wanted);
  const shape =
    wanted[0] === 'n' && wanted.slice(2, 4).join() === channels.join()
      ? [sizes.n, sizes.e * lengths.c, sizes.i, sizes.j]
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

/** What windows are cut from. */
interface Image {
  source: string;
  /** The zeros that it has around x. */
  border: number;
  layout: ImageAxis[];
  channels: Label[];
  padded: Readonly<Record<ImageAxis, number>>;
  stride: number;
  dilation: number;
}

type Attribute = NonNullable<NodeInit['attribute']>[number];

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
  readonly constants: TensorInit[] = [];
  readonly #sizes: Sizes;
  readonly #random: Random;

  constructor(sizes: Sizes, random: Random) {
    this.#sizes = sizes;
    this.#random = random;
  }

  add(opType: string, input: string[], attribute?: Attribute | Attribute[], output = `v${this.nodes.length}`): string {
    this.nodes.push(op(opType, input, output, attribute === undefined ? [] : [attribute].flat()));
    return output;
  }

  numbers(shape: readonly number[], values: readonly number[]): string {
    const name = `c${this.constants.length}`;
    const rawData = new Uint8Array(Float32Array.from(values).buffer);
    this.constants.push({ name, dims: shape.map(BigInt), dataType: 1, rawData });
    return name;
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

  windows(image: Image): Labelled & { kind: string } {
    const kinds = ['indices', 'indices', 'positions', 'convolution', 'parts', 'stacks'];
    const kind = kinds[this.#random(this.#sizes.u * this.#sizes.v === 1 ? 4 : 6)]!;
    if (kind === 'convolution') return { ...this.#convolution(image), kind };
    if (kind === 'parts') return { ...this.#parts(image), kind };
    if (kind === 'stacks') return { ...this.#stacks(image), kind };
    const { source, layout, channels } = image;
    let value = source;
    let labels: (Label | 'c')[] = [...layout];
    for (const [axis, tap] of shuffled([['i', 'u'] as const, ['j', 'v'] as const], this.#random)) {
      const at = labels.indexOf(axis);
      if (kind === 'positions' && this.#random(2) === 0) {
        const front = this.#random(labels.length + 1);
        value = this.#positions(value, at, front, axis, image);
        labels[at] = tap;
        labels.splice(front, 0, axis);
      } else {
        const indices = this.matrix(this.#sizes[tap], this.#sizes[axis], image.dilation, image.stride);
        value = this.add('Gather', [value, indices], int('axis', BigInt(at)));
        labels.splice(at, 1, tap, axis);
      }
    }
    labels = labels.flatMap((label) => (label === 'c' ? channels : label));
    return { value, labels: labels as Label[], split: true, kind };
  }

  /** The taps of each position, one position after the other. */
  #positions(from: string, at: number, front: number, axis: 'i' | 'j', { stride, dilation }: Image): string {
    const taps = this.#sizes[axis === 'i' ? 'u' : 'v'];
    const parts = Array.from({ length: this.#sizes[axis] }, (_, k) => {
      const bounds = [[k * stride], [k * stride + (taps - 1) * dilation + 1], [at], [dilation]];
      const part = this.add('Slice', [from, ...bounds.map((values) => this.vector(values))]);
      return this.add('Unsqueeze', [part, this.vector([front])]);
    });
    return this.add('Concat', parts, int('axis', BigInt(front)));
  }

  /** The image moved by each tap, one after the other. */
  #parts(image: Image): Labelled {
    const { layout, channels } = image;
    const order = shuffled<'u' | 'v'>(['u', 'v'], this.#random);
    const whole: (Label | 'c')[] = [...layout];
    const isNew = this.#random(2) === 0;
    const front = this.#random(isNew ? 5 : 4);
    // In another order it is the involution by weights in another order.
    const taps = this.#taps(order);
    const parts = (this.#random(4) === 0 ? shuffled(taps, this.#random) : taps).map((tap) => {
      const part = this.#part(image, tap);
      return isNew ? this.add('Unsqueeze', [part, this.vector([front])]) : part;
    });
    const value = this.add('Concat', parts, int('axis', BigInt(front)));
    whole.splice(front, 0, ...order);
    return { value, labels: whole.flatMap((label) => (label === 'c' ? channels : label)), split: true };
  }

  /** Stacks of the image moved by each tap of an axis, one after the other. */
  #stacks(image: Image): Labelled {
    const [slow, fast] = shuffled<'u' | 'v'>(['u', 'v'], this.#random) as ['u' | 'v', 'u' | 'v'];
    const labels: (Label | 'c')[] = [...image.layout];
    const stacked = (values: readonly string[], at: number) => {
      const parts = values.map((value) => this.add('Unsqueeze', [value, this.vector([at])]));
      return this.add('Concat', parts, int('axis', BigInt(at)));
    };
    const [inside, outside] = [this.#random(5), this.#random(6)];
    const stacks = Array.from({ length: this.#sizes[slow] }, (_, k) => {
      const parts = Array.from({ length: this.#sizes[fast] }, (__, tap) => {
        return this.#part(image, { [slow]: k, [fast]: tap } as Record<'u' | 'v', number>);
      });
      return stacked(parts, inside);
    });
    const value = stacked(stacks, outside);
    labels.splice(inside, 0, fast);
    labels.splice(outside, 0, slow);
    return { value, labels: labels.flatMap((label) => (label === 'c' ? image.channels : label)), split: true };
  }

  /** All taps, those of the second label the fastest. */
  #taps([first, second]: readonly ('u' | 'v')[]): Readonly<Record<'u' | 'v', number>>[] {
    const [slow, fast] = [this.#sizes[first!], this.#sizes[second!]];
    return Array.from({ length: slow * fast }, (_, k) => {
      const numbers = { [first!]: Math.floor(k / fast), [second!]: k % fast };
      return numbers as Record<'u' | 'v', number>;
    });
  }

  #part(image: Image, { u, v }: Readonly<Record<'u' | 'v', number>>): string {
    const { source, border, layout, padded, stride, dilation } = image;
    const starts = [u * dilation, v * dilation];
    if (stride === 1 && this.#random(3) === 0) {
      // The same by zeros around x, or what is cut off it, for this part alone.
      const before = layout.map((axis) => (axis === 'i' || axis === 'j' ? border - starts[axis === 'i' ? 0 : 1]! : 0));
      const after = layout.map((axis, k) =>
        axis === 'i' || axis === 'j' ? this.#sizes[axis] - before[k]! - (padded[axis] - 2 * border) : 0,
      );
      return this.add('Pad', ['x', this.vector([...before, ...after])]);
    }
    const ends = [starts[0]! + (this.#sizes.i - 1) * stride + 1, starts[1]! + (this.#sizes.j - 1) * stride + 1];
    const axes = [layout.indexOf('i'), layout.indexOf('j')];
    const input = [starts, ends, axes, [stride, stride]].map((values) => this.vector(values));
    return this.add('Slice', [source, ...input]);
  }

  /**
   * Each kernel is one at one tap: of the image's channels as so many images, of each channel, or of one of all channels, which
   * then count slower than the taps or faster.
   */
  #convolution({ source, layout, channels, padded, stride, dilation }: Image): Labelled {
    const { n, u, v } = this.#sizes;
    const wanted: ImageAxis[] = ['n', 'c', 'i', 'j'];
    const perm = ints('perm', ...wanted.map((axis) => BigInt(layout.indexOf(axis))));
    const image = layout.join() === wanted.join() ? source : this.add('Transpose', [source], perm);
    const way = (['images', 'each', 'all', 'all, taps first'] as const)[this.#random(4)]!;
    const flat =
      way === 'images' ? this.add('Reshape', [image, this.vector([n * padded.c, 1, padded.i, padded.j])]) : image;
    const [count, inside] = way === 'images' ? [1, 1] : way === 'each' ? [padded.c, 1] : [1, padded.c];
    const isTapsFirst = way === 'all, taps first';
    const taps = u * v;
    const kernels = this.numbers(
      [count * inside * taps, inside, u, v],
      Array.from({ length: count * inside * taps }, (_, kernel) => {
        const [channel, tap] = isTapsFirst
          ? [kernel % inside, Math.floor(kernel / inside)]
          : [Math.floor(kernel / taps) % inside, kernel % taps];
        return Array.from({ length: inside * taps }, (__, k) => Number(k === channel * taps + tap));
      }).flat(),
    );
    const two = (name: string, number: number) => ints(name, BigInt(number), BigInt(number));
    const attributes = [int('group', BigInt(count)), two('strides', stride), two('dilations', dilation)];
    const value = this.add('Conv', [flat, kernels], attributes);
    const own: Label[] = isTapsFirst ? ['u', 'v', ...channels] : [...channels, 'u', 'v'];
    return { value, labels: ['n', ...own, 'i', 'j'], split: true };
  }

  /** A product for each tap. */
  slices(image: Image, weights: Labelled): Spelt {
    const { u, v } = this.#sizes;
    const order = shuffled<Label>(['n', 'e', 'g', 's', 'i', 'j'], this.#random);
    const taps = shuffled<'u' | 'v'>(['u', 'v'], this.#random);
    const own: Label[] = ['n', 'e', 'g', 'i', 'j'];
    const byTap = this.seen(weights, [...taps, ...own]);
    const flat = this.add('Reshape', [byTap, this.vector([u * v, ...own.map((label) => this.#sizes[label])])]);
    const whole = order.map((label) => (label === 's' ? 1 : label));
    const labels = image.layout.flatMap((axis) => (axis === 'c' ? image.channels : axis));
    const split = this.#random(2) === 0 ? this.#split(flat, u * v) : undefined;
    const inOrder = this.#taps(taps);
    const products = (this.#random(4) === 0 ? shuffled(inOrder, this.#random) : inOrder).map((numbers, tap) => {
      const part = { value: this.#part(image, numbers), labels, split: true };
      const windows = this.seen(
        part,
        order.map((label) => (label === 'e' ? 1 : label)),
      );
      const kernel = split?.[tap] ?? this.add('Gather', [flat, this.vector([tap])], int('axis', 0n));
      return this.add('Mul', [windows, this.seen({ value: kernel, labels: own, split: true }, whole)]);
    });
    const sizes = order.map((label) => this.#sizes[label]);
    if (this.#random(3) === 0) {
      const axis = this.#random(order.length + 1);
      const stacked = products.map((product) => this.add('Unsqueeze', [product, this.vector([axis])]));
      const stack = this.add('Concat', stacked, int('axis', BigInt(axis)));
      const sum = this.add('ReduceSum', [stack, this.vector([axis])], int('keepdims', 0n));
      return { value: sum, labels: order, spelling: 'slices, stacked' };
    }
    if (this.#random(2) === 0) {
      const zeros = this.#random(2) === 0 ? sizes : [1];
      products.unshift(
        this.numbers(
          zeros,
          Array.from({ length: zeros.reduce((product, size) => product * size, 1) }, () => 0),
        ),
      );
    }
    const sum = products.reduce((before, product) => this.add('Add', [before, product]));
    return { value: sum, labels: order, spelling: 'slices' };
  }

  #split(from: string, count: number): string[] {
    const output = Array.from({ length: count }, (_, k) => `v${this.nodes.length}_${k}`);
    this.nodes.push({
      ...op('Split', [from], output[0]!, [int('axis', 0n), int('num_outputs', BigInt(count))]),
      output,
    });
    return output;
  }

  contraction(windows: Labelled & { kind: string }, weights: Labelled): Spelt {
    const way = ['product', 'product', 'einsum', 'matrix'][this.#random(4)]!;
    const spelling = `${way} of ${windows.kind}`;
    if (way === 'einsum') return { ...this.#einsum(windows, weights), spelling };
    if (way === 'matrix') return { ...this.#matrix(windows, weights), spelling };
    return { ...this.#product(windows, weights), spelling };
  }

  #product(windows: Labelled, weights: Labelled): { value: string; labels: Label[] } {
    const order = shuffled<Label>(['n', 'e', 'g', 's', 'u', 'v', 'i', 'j'], this.#random);
    const factors = [
      this.seen(
        windows,
        order.map((label) => (label === 'e' ? 1 : label)),
      ),
      this.seen(
        weights,
        order.map((label) => (label === 's' ? 1 : label)),
      ),
    ];
    if (this.#random(4) === 0) {
      // A factor more, of some of the axes.
      const shape = order.map((label) => (label !== 'e' && this.#random(3) === 0 ? this.#sizes[label] : 1));
      factors.push(this.numbers(shape, [...numbers(shape, this.#random(9))]));
    }
    const [first, ...others] = shuffled(factors, this.#random) as [string, ...string[]];
    const product = others.reduce((before, factor) => this.add('Mul', shuffled([before, factor], this.#random)), first);
    const axes = ['u', 'v'].map((label) => order.indexOf(label as Label));
    const sum = this.add('ReduceSum', [product, this.vector(axes)], int('keepdims', 0n));
    return { value: sum, labels: order.filter((label) => label !== 'u' && label !== 'v') };
  }

  #einsum(windows: Labelled, weights: Labelled): { value: string; labels: Label[] } {
    const a = shuffled<Label>(['n', 'g', 's', 'u', 'v', 'i', 'j'], this.#random);
    const b = shuffled<Label>(['n', 'e', 'g', 'u', 'v', 'i', 'j'], this.#random);
    const labels = shuffled<Label>(['n', 'e', 'g', 's', 'i', 'j'], this.#random);
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
    const left = this.add('Reshape', [
      this.seen(weights, [...batch, 'e', ...taps]),
      this.vector([...head, this.#sizes.e, t]),
    ]);
    const right = this.add('Reshape', [
      this.seen(windows, [...batch, ...taps, 's']),
      this.vector([...head, t, this.#sizes.s]),
    ]);
    const product = this.add('MatMul', [left, right]);
    const labels: Label[] = [...batch, 'e', 's'];
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
  const initializer = structuredClone(graph.initializer!) as TensorInit[];
  const [kind, change] = CHANGES[random(CHANGES.length)]!;
  change({ node, initializer, random });
  return { graph: { ...graph, node, initializer }, ...others, spelling: `${others.spelling}, ${kind}` };
}

interface Parts {
  node: NodeInit[];
  initializer: TensorInit[];
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
      const cutter = pick(
        node.filter(({ opType }) => ['Concat', 'Gather', 'Split'].includes(opType!)),
        random,
      );
      if (cutter !== undefined) cutter.attribute![0]!.i = BigInt(random(6));
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
      const others: Readonly<Record<string, string[]>> = {
        Add: ['Max', 'Mul', 'Sub'],
        Mul: ['Add', 'Max', 'Sub'],
        ReduceSum: ['ReduceMax', 'ReduceMean'],
      };
      const changed = pick(
        node.filter(({ opType }) => opType! in others),
        random,
      );
      if (changed !== undefined) changed.opType = pick(others[changed.opType!]!, random)!;
    },
  ],
  [
    'a factor in place of another',
    ({ node, random }) => {
      const product = pick(
        node.filter(({ opType }) => ['Add', 'Einsum', 'MatMul', 'Mul'].includes(opType!)),
        random,
      )!;
      product.input![random(2)] = product.input![random(2)]!;
    },
  ],
  [
    'a part in place of another',
    ({ node, random }) => {
      const parts = node.filter(({ opType }) => opType === 'Slice' || opType === 'Gather' || opType === 'Unsqueeze');
      const [a, b] = [pick(parts, random), pick(parts, random)];
      if (a === undefined || b === undefined) return;
      const k = random(Math.min(a.input!.length, b.input!.length));
      [a.input![k], b.input![k]] = [b.input![k]!, a.input![k]!];
    },
  ],
  [
    'parts in another order',
    ({ node, random }) => {
      const concat = node.find(({ opType }) => opType === 'Concat');
      const [a, b] = [random(concat?.input?.length ?? 1), random(concat?.input?.length ?? 1)];
      if (concat !== undefined) [concat.input![a], concat.input![b]] = [concat.input![b]!, concat.input![a]!];
    },
  ],
  [
    'a tap of a kernel, or a zero',
    ({ initializer, random }) => {
      const tensor = initializer.find(({ dataType }) => dataType === 1);
      if (tensor === undefined) return;
      const values = new Float32Array((tensor.rawData as Uint8Array).slice().buffer);
      const k = random(values.length);
      values[k] = [1 - values[k]!, values[k]! + 1][random(2)]!;
      tensor.rawData = new Uint8Array(values.buffer);
    },
  ],
  [
    'zeros of another shape',
    ({ initializer, random }) => {
      const dims = initializer.find(({ dataType }) => dataType === 1)?.dims;
      if (dims === undefined) return;
      const [a, b] = [random(dims.length), random(dims.length)];
      [dims[a], dims[b]] = [dims[b]!, dims[a]!];
    },
  ],
  [
    'a convolution',
    ({ node, random }) => {
      const conv = node.find(({ opType }) => opType === 'Conv');
      const attribute = conv && pick(conv.attribute!, random);
      if (attribute === undefined) return;
      if (attribute.name === 'group') attribute.i = BigInt(1 + random(4));
      else attribute.ints![random(2)] = BigInt(1 + random(2));
      if (random(2) === 0) conv!.attribute!.push(ints('pads', ...[0, 1, 2, 3].map(() => BigInt(random(2)))));
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
  const tensor = pick(
    constants.filter(({ dataType }) => dataType === 7),
    random,
  )!;
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
