// What lies around involutions in a network and our kernels compute with them, so that the numbers stay in their memory:
// convolutions, and behind both batch normalizations, sums, ReLU and pools.
import { sizeOf } from '@involution/core';
import {
  countReads,
  DOMAIN,
  initializerNames,
  nameOf,
  producersOf,
  type ReadExternal,
  readAttributes,
  readsOf,
} from '@involution/onnx/model';
import { fromPartial, type GraphProto, NodeProto } from '@involution/onnx/proto';
import { isPointwise } from './absorb-spans.ts';
import { agrees, statedNumbers } from './attributes.ts';
import { type Constants, constantsOf, type FloatConstant } from './constants.ts';
import type { AbsorbedConvolutions, Convolution, Finish, Window } from './kernels.ts';
import { linearHead } from './linear-head.ts';

/**
 * Puts one node in the place of each convolution and what follows it, as far as it goes to an involution or comes from one.
 *
 * @param involutions Their outputs are changed.
 * @param isFloat Whether an involution is certain to be of float32.
 */
export function absorbConvolutions(
  graph: GraphProto,
  involutions: readonly NodeProto[],
  read: ReadExternal,
  isFloat: (node: NodeProto) => boolean,
): AbsorbedConvolutions {
  const before = { nodes: graph.node, outputs: involutions.map(({ output }) => [...output]) };
  const finder = new Finder(graph, read);
  const finishes = new Map<NodeProto, Finish>();
  const gone = new Set<NodeProto>();
  /** Values that our kernels make, and how many axes they have. */
  const ours = new Map<string, number>();
  for (const node of involutions) {
    const tail = isFloat(node) ? finder.tailOf(node, false) : undefined;
    if (tail && tail.nodes.length > 0) {
      finishes.set(node, tail.finish);
      node.output[0] = tail.output;
      for (const each of tail.nodes) gone.add(each);
    }
    ours.set(node.output[0]!, readAttributes(node).kernel_shape.length + 2);
  }
  const found = connectedTo(involutions, ours, [...finder.convolutions(gone), ...finder.heads()]);
  const convolutions = new Map(found.map(({ node, convolution }) => [node, convolution()]));
  for (const { replaced } of found) for (const each of replaced) gone.add(each);
  graph.node = [...graph.node.filter((node) => !gone.has(node)), ...convolutions.keys()];
  return {
    of: (node) => convolutions.get(node),
    finishOf: (node) => finishes.get(node),
    undo() {
      graph.node = before.nodes;
      involutions.forEach((node, k) => {
        node.output = before.outputs[k]!;
      });
    },
  };
}

interface Found {
  /** What takes the place of others. */
  readonly node: NodeProto;
  readonly replaced: readonly NodeProto[];
  /** How many axes its first input must have; `undefined`: any number, or the model would be none. */
  readonly inputRank: number | undefined;
  /** How many axes its result has. */
  readonly rank: number;
  /** Reads its weights. */
  convolution(): Convolution;
}

/** Those of the convolutions that hand something to involutions or get it from them, perhaps by way of others. */
function connectedTo(
  involutions: readonly NodeProto[],
  ours: Map<string, number>,
  candidates: readonly Found[],
): Found[] {
  const wanted = new Set(involutions.flatMap(({ input }) => input));
  const waiting = new Set(candidates);
  const connected: Found[] = [];
  for (let count = -1; count !== connected.length; ) {
    count = connected.length;
    for (const each of waiting) {
      const [output] = each.node.output as [string];
      if (each.inputRank !== undefined && ours.get(each.node.input[0]!) !== each.inputRank) continue;
      if (!wanted.has(output) && !each.node.input.some((value) => ours.has(value))) continue;
      waiting.delete(each);
      connected.push(each);
      ours.set(output, each.rank);
      for (const value of each.node.input) wanted.add(value);
    }
  }
  return connected;
}

/** What follows a node, as far as nothing else reads what lies between. */
interface Tail {
  readonly nodes: NodeProto[];
  /** What the last of them makes. */
  readonly output: string;
  readonly finish: Finish;
  /** What is added before negative numbers become 0. */
  readonly addend: string | undefined;
  /** A pool of what comes of that. */
  readonly pool: Window | undefined;
}

/** Of smaller ones, a run takes as long to go from onnxruntime to us and back. */
const MIN_WEIGHTS = 256;

class Finder {
  readonly #graph: GraphProto;
  readonly #reads: ReadonlyMap<string, number>;
  readonly #readers = new Map<string, NodeProto>();
  readonly #producers: ReadonlyMap<string, NodeProto>;
  readonly #constants: ReadonlySet<string>;
  readonly #known: Constants;

  constructor(graph: GraphProto, read: ReadExternal) {
    this.#graph = graph;
    this.#reads = countReads(
      graph.node,
      graph.output.map(({ name }) => name),
    );
    for (const node of graph.node) for (const value of readsOf(node)) this.#readers.set(value, node);
    this.#producers = producersOf(graph.node);
    this.#constants = new Set(initializerNames(graph));
    this.#known = constantsOf(graph, read);
  }

  /** @param isConvolution Whether a sum with another value may follow, and a pool. */
  tailOf(node: NodeProto, isConvolution: boolean, gone: ReadonlySet<NodeProto> = new Set()): Tail {
    const nodes: NodeProto[] = [];
    let output = node.output[0]!;
    const next = (opType: string) => {
      const reader = this.#reads.get(output) === 1 ? this.#readers.get(output) : undefined;
      if (reader?.opType !== opType || reader.domain !== '' || !reader.input.includes(output)) return undefined;
      // Of old operator sets, which broadcast in another way.
      if (opType === 'Add' && reader.attribute.length > 0) return undefined;
      return gone.has(reader) ? undefined : reader;
    };
    const take = (reader: NodeProto) => {
      nodes.push(reader);
      output = reader.output[0]!;
    };
    const norm = next('BatchNormalization');
    const affine = norm && this.#affineOf(norm);
    if (affine) take(norm);
    const sum = isConvolution ? next('Add') : undefined;
    const addend = sum?.input.find((value) => value !== output);
    // Constants are biases, and smaller than y.
    const isValue = addend !== undefined && !this.#constants.has(addend) && !this.#known.floats(addend);
    if (sum && isValue) take(sum);
    const relu = next('Relu');
    if (relu) take(relu);
    const last = isConvolution ? next('MaxPool') : undefined;
    const pool = last && maxPoolOf(last);
    if (pool) take(last);
    return {
      nodes,
      output,
      finish: { ...affine, isRectified: relu !== undefined },
      addend: isValue ? addend : undefined,
      pool,
    };
  }

  /** All that could be ours, with what follows each. What follows two of them goes with the first. */
  convolutions(taken: ReadonlySet<NodeProto>): Found[] {
    const gone = new Set(taken);
    return this.#graph.node.flatMap((conv) => {
      if (conv.opType !== 'Conv' || conv.domain !== '' || !this.#reads.has(conv.output[0]!)) return [];
      const [x, weightsName, biasName] = conv.input as [string, string, string?];
      const [weights, bias] = [this.#known.floats(weightsName), this.#known.floats(biasName)];
      if (!weights || !agrees(conv, { group: 1, auto_pad: 'NOTSET' }) || !pays(weights)) return [];
      const [outputChannels, , ...kernelShape] = weights.dims;
      // What does not fit together is onnxruntime's to refuse.
      if (biasName && String(bias?.dims) !== String(outputChannels)) return [];
      if (String(statedNumbers(conv, 'kernel_shape') ?? kernelShape) !== String(kernelShape)) return [];
      const window = windowOf(conv, kernelShape);
      const means = isPointwise(conv, weights.dims) ? this.#meansOf(x) : undefined;
      const { nodes, output, finish, addend, pool } = this.tailOf(conv, true, gone);
      const replaced = [conv, ...nodes, ...(means ? [means] : [])];
      for (const each of replaced) gone.add(each);
      const input = means?.input[0] ?? x;
      const inputs = addend === undefined ? [input] : [input, addend];
      const parts = { inputs, output, window, weights, bias, finish, pool };
      return [found(conv, replaced, { ...parts, means: means && windowOfPool(means) })];
    });
  }

  /** Linear layers of the means over all positions. */
  heads(): Found[] {
    return this.#graph.node.flatMap((gemm) => {
      const head = linearHead(gemm, this.#known, (value) => this.#soleProducer(value));
      if (!head || !pays(head.weights)) return [];
      const { x, rank, nodes, weights, bias } = head;
      const finish = { isRectified: false };
      const parts = { inputs: [x], output: gemm.output[0]!, means: 'all' as const, window: [], weights, bias, finish };
      return [{ ...found(gemm, nodes, parts), inputRank: rank }];
    });
  }

  /** What makes a value, if nothing but one node reads it. */
  #soleProducer(value: string): NodeProto | undefined {
    return this.#reads.get(value) === 1 ? this.#producers.get(value) : undefined;
  }

  /** What makes a value as means of windows that lie side by side, of those of their positions that exist, if nothing else reads them. */
  #meansOf(value: string): NodeProto | undefined {
    const pool = this.#soleProducer(value);
    if (pool?.opType !== 'AveragePool' || pool.domain !== '') return undefined;
    const isPlain = agrees(pool, { dilations: 1, ceil_mode: 0, auto_pad: 'NOTSET' });
    const isOfThose = agrees(pool, { pads: 0 }) || agrees(pool, { count_include_pad: 0 });
    const areNeighbours = String(statedNumbers(pool, 'kernel_shape')) === String(statedNumbers(pool, 'strides'));
    return isPlain && isOfThose && areNeighbours ? pool : undefined;
  }

  /** What a batch normalization of constants multiplies by and adds. */
  #affineOf(norm: NodeProto): Pick<Finish, 'scale' | 'shift'> | undefined {
    const { input, output } = norm;
    const [scale, bias, mean, variance] = input.slice(1).map((name) => this.#known.floats(name)?.values());
    if (!scale || !bias || !mean || !variance || !agrees(norm, { training_mode: 0 }) || output.length > 1)
      return undefined;
    const [epsilon] = statedNumbers(norm, 'epsilon') ?? [1e-5];
    const factors = scale.map((value, c) => value / Math.sqrt(variance[c]! + epsilon!));
    return { scale: factors, shift: bias.map((value, c) => value - mean[c]! * factors[c]!) };
  }
}

/** Whether our kernels are worth it. */
function pays({ dims }: FloatConstant): boolean {
  return sizeOf(dims) >= MIN_WEIGHTS;
}

/** What a node and others that it is replaced with make together. */
interface Parts extends Pick<Convolution, 'means' | 'window' | 'pool'> {
  readonly inputs: string[];
  readonly output: string;
  readonly weights: FloatConstant;
  readonly bias: FloatConstant | undefined;
  readonly finish: Finish;
}

function found(
  named: NodeProto,
  replaced: readonly NodeProto[],
  { inputs, output, means, window, weights, bias, finish: { scale, shift, isRectified }, pool }: Parts,
): Found {
  const name = nameOf(named);
  const [outputChannels, channels] = weights.dims as [number, number];
  return {
    node: fromPartial(NodeProto, {
      name,
      domain: DOMAIN,
      opType: 'Convolution',
      input: inputs,
      output: [output],
    }),
    replaced,
    inputRank: undefined,
    rank: weights.dims.length,
    convolution: () => ({
      name,
      rank: weights.dims.length,
      channels,
      outputChannels,
      means,
      window,
      weights: scaledRows(weights.values(), sizeOf(weights.dims.slice(1)), scale),
      bias: Float32Array.from(
        bias?.values() ?? new Float32Array(outputChannels),
        (value, i) => value * (scale?.[i] ?? 1) + (shift?.[i] ?? 0),
      ),
      isRectified,
      pool,
    }),
  };
}

/** The window of a node, of so many taps along each spatial axis. */
function windowOf(node: NodeProto, kernelShape: readonly number[]): Window {
  const [strides, dilations, pads] = ['strides', 'dilations', 'pads'].map((name) => statedNumbers(node, name));
  return kernelShape.map((kernelSize, k) => ({
    kernelSize,
    stride: strides?.[k] ?? 1,
    dilation: dilations?.[k] ?? 1,
    padBefore: pads?.[k] ?? 0,
    padAfter: pads?.[k + kernelShape.length] ?? 0,
  }));
}

/** Pools state the shape of their windows. */
function windowOfPool(node: NodeProto): Window {
  return windowOf(node, statedNumbers(node, 'kernel_shape')!);
}

/** The window of a pool that only drops what it does not fill. */
function maxPoolOf(node: NodeProto): Window | undefined {
  const isPlain = agrees(node, { ceil_mode: 0, auto_pad: 'NOTSET' }) && node.output.length === 1;
  return isPlain ? windowOfPool(node) : undefined;
}

/** Each row times its number, in place. */
function scaledRows(values: Float32Array, length: number, scale: Float32Array | undefined): Float32Array {
  scale?.forEach((factor, row) => {
    for (let k = row * length; k < (row + 1) * length; k++) values[k]! *= factor;
  });
  return values;
}
