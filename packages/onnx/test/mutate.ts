// Broken model files, for tests.
import { type GraphProto, ModelProto, NodeProto } from '@involution/onnx-messages';

/** Whole numbers from 0 up to, but without, a bound. */
export type Random = (below: number) => number;

/** Numbers that look random and are the same in every run. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

/** A model file with something wrong with it, and what that is. */
export interface Mutant {
  kind: string;
  bytes: Uint8Array;
}

/** Breaks a model in one of many ways; some happen to leave it right. */
export function mutate(bytes: Uint8Array, parsed: ModelProto, random: Random): Mutant {
  if (random(2) === 0) return pick(BYTE_MUTATIONS, random, (mutation) => mutation(bytes, random));
  return pick(GRAPH_MUTATIONS, random, (mutation) => {
    const model = ModelProto.decode(ModelProto.encode(parsed).finish());
    mutation(model.graph!, random, model);
    return ModelProto.encode(model).finish();
  });
}

type ByteMutation = (bytes: Uint8Array, random: Random) => Uint8Array;
type GraphMutation = (graph: GraphProto, random: Random, model: ModelProto) => void;

const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  'flipped bits': (bytes, random) => {
    const copy = bytes.slice();
    for (let k = random(4); k >= 0; k--) copy[random(copy.length)]! ^= 1 << random(8);
    return copy;
  },
  'overwritten bytes': (bytes, random) => {
    const start = random(bytes.length);
    return bytes.slice().fill(random(256), start, start + 1 + random(16));
  },
  truncated: (bytes, random) => bytes.slice(0, random(bytes.length)),
  'bytes missing': (bytes, random) => {
    const start = random(bytes.length);
    return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(start + 1 + random(8))]);
  },
  'bytes twice': (bytes, random) => {
    const start = random(bytes.length);
    const end = start + random(64);
    return Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(start)]);
  },
};

/** Sizes and numbers that no model has. */
const ABSURD = [-1n, -(2n ** 63n), 2n ** 31n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, 0n, 1n, 3n, 1_000_000n];
const OPERATORS = [
  'Add',
  'Reshape',
  'Gather',
  'Range',
  'Shape',
  'Transpose',
  'Mul',
  'ReduceSum',
  'Pad',
  'Slice',
  'Nope',
];

const GRAPH_MUTATIONS: Readonly<Record<string, GraphMutation>> = {
  'absurd size of a constant': ({ initializer }, random) => {
    const { dims } = oneOf(initializer, random) ?? { dims: [] };
    dims[random(dims.length + 1)] = oneOf(ABSURD, random)!;
  },
  'absurd size of an input': ({ input }, random) => {
    const type = input[0]!.type!.value;
    if (type?.$case !== 'tensorType') return;
    const dim = oneOf(type.value.shape!.dim, random);
    if (dim !== undefined) dim.value = { $case: 'dimValue', value: oneOf(ABSURD, random)! };
  },
  'input of another rank': ({ input }, random) => {
    const type = input[0]!.type!.value;
    if (type?.$case === 'tensorType') type.value.shape!.dim.splice(random(4), 1 + random(3));
  },
  'constant of another rank': ({ initializer }, random) => {
    const tensor = oneOf(initializer, random);
    if (tensor !== undefined) tensor.dims = random(2) === 0 ? [1n, ...tensor.dims] : tensor.dims.slice(1);
  },
  'other integers in a constant': ({ initializer }, random) => {
    const tensor = oneOf(
      initializer.filter(({ dataType }) => dataType === 7),
      random,
    );
    if (tensor === undefined) return;
    const count = tensor.int64Data.length || tensor.rawData.length / 8;
    const view = new DataView(tensor.rawData.slice().buffer);
    const values = tensor.int64Data.length > 0 ? tensor.int64Data : [];
    if (values.length === 0) for (let k = 0; k < count; k++) values.push(view.getBigInt64(8 * k, true));
    values[random(count)] = oneOf(ABSURD, random)!;
    tensor.int64Data = values;
    tensor.rawData = new Uint8Array(0);
  },
  'constant missing': ({ initializer }, random) => void initializer.splice(random(initializer.length), 1),
  'node missing': ({ node }, random) => void node.splice(random(node.length), 1),
  'node twice': ({ node }, random) => void node.push(NodeProto.decode(NodeProto.encode(oneOf(node, random)!).finish())),
  'nodes in another order': ({ node }, random) =>
    void node.splice(random(node.length), 0, ...node.splice(random(node.length), 2)),
  'a cycle': ({ node }, random) => {
    const [user, producer] = [oneOf(node, random)!, oneOf(node, random)!];
    user.input[random(user.input.length + 1)] = producer.output[0]!;
  },
  'a value in place of another': ({ node, initializer }, random) => {
    const user = oneOf(node, random)!;
    user.input[random(user.input.length)] = oneOf(initializer, random)?.name ?? 'nothing';
  },
  'an input missing': ({ node }, random) => void oneOf(node, random)!.input.pop(),
  'another operator': ({ node }, random) => {
    oneOf(node, random)!.opType = oneOf(OPERATORS, random)!;
  },
  'an operator of another domain': ({ node }, random) => {
    oneOf(node, random)!.domain = oneOf(['x', 'ai.involution', 'com.microsoft'], random)!;
  },
  'absurd attributes': ({ node }, random) => {
    const attribute = oneOf(oneOf(node, random)!.attribute, random);
    if (attribute === undefined) return;
    attribute.i = oneOf(ABSURD, random)!;
    if (attribute.ints.length > 0) attribute.ints[random(attribute.ints.length + 1)] = oneOf(ABSURD, random)!;
  },
  'attributes missing': ({ node }, random) => void oneOf(node, random)!.attribute.splice(0, 1),
  'another version of the operators': (_, random, { opsetImport }) => {
    const opset = oneOf(opsetImport, random);
    if (opset !== undefined) opset.version = oneOf(ABSURD, random)!;
  },
  'an output that nothing makes': ({ output }) => {
    output[0]!.name = 'nothing';
  },
};

function pick<T>(mutations: Readonly<Record<string, T>>, random: Random, apply: (mutation: T) => Uint8Array): Mutant {
  const [kind, mutation] = oneOf(Object.entries(mutations), random)!;
  return { kind, bytes: apply(mutation) };
}

function oneOf<T>(values: readonly T[], random: Random): T | undefined {
  return values[random(values.length)];
}
