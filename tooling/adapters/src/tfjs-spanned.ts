// Ops of tfjs whose kernel a span generates, judged as kernels are: against the float64 reference, each element by a bound of
// its own.
import { randomFloats } from '@involution/conformance';
import {
  computeFusedGradients,
  computeFusedReference,
  errorBound,
  FLOAT32_UNIT_ROUNDOFF,
  factorizedTermsOf,
  type InvolutionGeometry,
  type InvolutionOptions,
  kernelShapeFor,
  outputPositions,
  planarAxes,
  type ReferenceResult,
  resolveGeometry,
  sizeOf,
  tapCount,
} from '@involution/core';
import {
  dispose,
  memory,
  setBackend,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

/** The options of a case. */
export type SpanOptions = Omit<InvolutionOptions, 'dataFormat'> & { groups: number };

/** A call: C and the sizes of x, R coefficients, whether there is a bias, and the options. */
interface Case {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly rank: number;
  readonly hasBias: boolean;
  readonly options: SpanOptions;
}

const CASES: Readonly<Record<string, Case>> = {
  'two groups, batch of two': {
    x: [2, 5, 6, 8],
    rank: 3,
    hasBias: true,
    options: { kernelSize: 3, groups: 2 },
  },
  'an even kernel and strides': {
    x: [1, 7, 6, 3],
    rank: 1,
    hasBias: false,
    options: { kernelSize: [2, 4], strides: [2, 1], groups: 1 },
  },
  'dilations in Keras’s dialect': {
    x: [1, 6, 7, 6],
    rank: 4,
    hasBias: true,
    options: { kernelSize: 3, dilations: [1, 2], groups: 3, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
  },
  'strides and dilations': {
    x: [2, 8, 9, 4],
    rank: 2,
    hasBias: false,
    options: {
      kernelSize: 3,
      strides: [2, 3],
      dilations: 2,
      groups: 2,
      pad: [
        [3, 0],
        [1, 4],
      ],
    },
  },
  'a group for each channel, a kernel larger than x': {
    x: [1, 4, 5, 3],
    rank: 2,
    hasBias: true,
    options: { kernelSize: 7, groups: 3, kernelOrder: 'tap-major' },
  },
  'valid padding, interleaved': {
    x: [1, 6, 6, 6],
    rank: 3,
    hasBias: false,
    options: { kernelSize: 3, pad: 'valid', groups: 2, channelGrouping: 'interleaved' },
  },
  'columns transformed in two steps': {
    x: [1, 3, 132, 2],
    rank: 2,
    hasBias: true,
    options: { kernelSize: [2, 5], groups: 1 },
  },
  'rows transformed in two steps': {
    x: [1, 130, 2, 2],
    rank: 1,
    hasBias: false,
    options: { kernelSize: [6, 1], strides: [2, 1], groups: 2 },
  },
  'groups of sixteen, several rows of several groups': {
    x: [1, 9, 5, 64],
    rank: 8,
    hasBias: true,
    options: { kernelSize: 3, groups: 4 },
  },
  'an odd number of weights, several batch entries and strides': {
    x: [2, 9, 8, 15],
    rank: 4,
    hasBias: false,
    options: { kernelSize: 3, strides: [2, 1], groups: 3 },
  },
  'taps outermost, more columns than fit a tile': {
    x: [1, 3, 70, 24],
    rank: 3,
    hasBias: false,
    options: { kernelSize: 7, groups: 3, kernelOrder: 'tap-major' },
  },
  'windows that are nowhere over x': {
    x: [1, 2, 2, 1],
    rank: 1,
    hasBias: false,
    options: {
      kernelSize: 1,
      strides: [3, 1],
      groups: 1,
      pad: [
        [1, 1],
        [0, 0],
      ],
    },
  },
};

/** Those that a GPU in software runs too, where every algorithm of every case compiles shaders of its own. */
const SMOKE_CASES = ['strides and dilations', 'columns transformed in two steps'];

/** The tensors that y is computed from, in the order of the results' gradients. */
export interface SpanTensors {
  x: Tensor4D;
  features: Tensor4D;
  spanWeights: Tensor2D;
  spanBias?: Tensor1D;
}

/** What is tested, and where. */
export interface SpannedTests {
  backend: string;
  /** The op's name. */
  op: string;
  /** Ways to compute it, by their names. */
  ways: Readonly<Record<string, (tensors: SpanTensors, options: SpanOptions) => Tensor4D>>;
  /** Registers the backend's kernels. */
  register?: (() => void) | undefined;
  /** The smallest number that the device does not take for zero. Default: 0. */
  flushesBelow?: number | undefined;
}

/**
 * Declares the tests of an op whose kernel a span generates.
 *
 * @param extent `'smoke'` for some of the cases.
 */
export function describeSpanned(tests: SpannedTests, extent: 'all' | 'smoke'): void {
  const { backend, op, ways, register, flushesBelow = 0 } = tests;
  const names = extent === 'all' ? Object.keys(CASES) : SMOKE_CASES;
  describe.each(names)(`${op} on ${backend}: %s`, (name) => {
    beforeAll(async () => {
      register?.();
      if (!(await setBackend(backend))) throw new Error(`tfjs can't start its backend '${backend}'`);
    });
    const { options, hasBias } = CASES[name]!;
    const call = callOf(name);

    it.each(Object.keys(ways))('%s: y and the gradients are within the bounds', async (way) => {
      const operands = tensorsOf(call);
      const before = memory().numTensors;
      const compute = (...[x, features, spanWeights, spanBias]: Tensor[]) =>
        ways[way]!({ x, features, spanWeights, ...(hasBias && { spanBias }) } as SpanTensors, options);
      const { value, grads } = valueAndGrads(compute)(operands.inputs, operands.dy as Tensor4D);
      expect(memory().numTensors).toBe(before + 1 + grads.length);
      const exact = expectedOf(call, flushesBelow);
      const y = way === 'fft' ? { ...exact.y, bound: fourierBounds(call, exact) } : exact.y;
      for (const [k, expected] of [y, exact.dx, exact.dCoefficients, exact.dBasis, exact.dBias].entries()) {
        const actual = [value, ...grads][k];
        if (actual) expect(worstOf(await actual.data(), expected)).toBeLessThanOrEqual(1);
      }
      dispose([value, ...grads, operands.inputs, operands.dy]);
    });
  });
}

interface Call extends Case {
  readonly geometry: InvolutionGeometry;
  readonly values: Readonly<Record<'x' | 'coefficients' | 'basis' | 'bias' | 'dy', Float32Array>>;
  readonly shapes: Readonly<Record<'x' | 'coefficients' | 'basis' | 'bias' | 'dy', readonly number[]>>;
}

function callOf(name: string): Call {
  const one = CASES[name]!;
  const { x, rank, options } = one;
  const kernel = kernelShapeFor(x, options);
  const geometry = resolveGeometry(x, kernel, options);
  const [size, ...positions] = [kernel.at(-1)!, ...kernel.slice(0, -1)];
  const shapes = { x, coefficients: [...positions, rank], basis: [rank, size], bias: [size], dy: [...positions, x[3]] };
  const values = (Object.keys(shapes) as (keyof typeof shapes)[]).map(
    (tensorName) => [tensorName, randomFloats(`${name} ${tensorName}`, sizeOf(shapes[tensorName]))] as const,
  );
  const call = { ...one, geometry, shapes, values: Object.fromEntries(values) as Call['values'] };
  if (!one.hasBias) call.values.bias.fill(0);
  return call;
}

function tensorsOf({ values, shapes, hasBias }: Call): { inputs: Tensor[]; dy: Tensor } {
  const tensorNamed = (name: keyof Call['values']) => tensor(values[name], [...shapes[name]]);
  const names = ['x', 'coefficients', 'basis', ...(hasBias ? (['bias'] as const) : [])] as const;
  return { inputs: names.map(tensorNamed), dy: tensorNamed('dy') };
}

/** An exact result, and how far every element may be from it. */
interface Expected {
  readonly data: ArrayLike<number>;
  readonly bound: ArrayLike<number>;
}

interface AllExpected {
  readonly y: Expected & { readonly magnitude: ArrayLike<number> };
  readonly dx: Expected;
  readonly dCoefficients: Expected;
  readonly dBasis: Expected;
  readonly dBias: Expected;
}

/** y and its gradients by their definitions, and the bound of a sum of sums: of its terms, and with all roundings of both. */
function expectedOf({ geometry, rank, values }: Call, flushesBelow: number): AllExpected {
  const { x, coefficients, basis, bias, dy } = values;
  const fusedGeometry = { ...geometry, featureCount: rank };
  const operands = { x, features: coefficients, spanWeights: basis, spanBias: bias };
  const y = computeFusedReference(fusedGeometry, operands);
  const gradients = computeFusedGradients(fusedGeometry, { ...operands, dy });
  const bounded = ({ data, magnitude }: ReferenceResult, result: Parameters<typeof factorizedTermsOf>[2]) => {
    const terms = factorizedTermsOf(geometry, rank, result);
    const bound = magnitude.map((sum) => errorBound(terms, sum, FLOAT32_UNIT_ROUNDOFF, flushesBelow));
    return { data, magnitude, bound };
  };
  return {
    y: bounded(y, 'y'),
    dx: bounded(gradients.x, 'x'),
    dCoefficients: bounded(gradients.features, 'features'),
    dBasis: bounded(gradients.spanWeights, 'spanWeights'),
    dBias: bounded(gradients.spanBias, 'spanBias'),
  };
}

/** The largest error as a share of its bound. */
function worstOf(actual: ArrayLike<number>, { data, bound }: Expected): number {
  if (actual.length !== data.length) return Number.POSITIVE_INFINITY;
  const shares = Array.from(data, (exact, k) => {
    const distance = Math.abs(actual[k]! - exact);
    return distance === 0 ? 0 : distance / bound[k]!;
  });
  return Math.max(...shares);
}

/** γ of k roundings. */
function gamma(roundings: number): number {
  const ku = roundings * FLOAT32_UNIT_ROUNDOFF;
  return ku / (1 - ku);
}

/**
 * How far y may be from the exact one by way of Fourier transforms (the manner of Higham, Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., theorem 24.2, for products with matrices in place of butterflies). A transform of n complex numbers
 * is a product with a matrix of real numbers, in which an element of the result sums 2n terms; in the 2-norm, and as a
 * share of the result's, it errs by no more than √(2n)·γ(2n + 2), of which 2 are for the matrix and its scale. One that is
 * made of short ones errs less. A spectrum's element is not larger than ‖filter‖₁, and with all steps of a convolution
 * after one another, each of its elements errs by no more than a share of ‖channel of x‖₂ · ‖filter‖₁.
 */
function fourierBounds({ geometry, rank, values, hasBias }: Call, { y }: AllExpected): Float64Array {
  const [height, width] = planarAxes(geometry, 'transforms');
  const { x, basis, bias, coefficients } = values;
  const transform = [height, width].reduce((factor, axis) => {
    const windows = (axis.outSize - 1) * axis.stride + (axis.kernelSize - 1) * axis.dilation + 1;
    // Of the lengths that split into small factors, the next is less than 1.2 times as long at these sizes.
    const length = Math.ceil(1.2 * Math.max(windows, axis.padBefore + axis.inSize));
    return factor * (1 + Math.sqrt(2 * length) * gamma(2 * length + 2));
  }, 1);
  const filter = [height, width].reduce(
    (factor, { kernelSize }) => factor * (1 + Math.SQRT2 * gamma(2 * kernelSize + 2)),
    1,
  );
  const share = transform ** 2 * filter * (1 + Math.SQRT2 * gamma(3)) - 1;

  const taps = tapCount(geometry);
  const isGroupMajor = geometry.kernelOrder === 'group-major';
  const norm = (row: Float32Array, group: number) =>
    row.reduce((sum, weight, k) => {
      const own = isGroupMajor ? Math.floor(k / taps) : k % geometry.groups;
      return own === group ? sum + Math.abs(weight) : sum;
    }, 0);
  const rows = Array.from({ length: rank }, (_, r) =>
    basis.subarray(r * taps * geometry.groups, (r + 1) * taps * geometry.groups),
  );
  const filters = [...rows, bias];
  // Two filters make one complex filter.
  const norms = Array.from(
    { length: geometry.groups },
    (_, group) => 2 * Math.max(...filters.map((row) => norm(row, group))),
  );

  const { channels, batchSize, channelsPerGroup, groups } = geometry;
  const positions = outputPositions(geometry);
  const perImage = x.length / batchSize;
  const squares = new Float64Array(batchSize * channels);
  x.forEach((value, k) => {
    squares[Math.floor(k / perImage) * channels + (k % channels)]! += value ** 2;
  });
  const summing = gamma(rank + 4);
  return Float64Array.from(y.data, (_, k) => {
    const [position, channel] = [Math.floor(k / channels), k % channels];
    const group = geometry.channelGrouping === 'blocked' ? Math.floor(channel / channelsPerGroup) : channel % groups;
    const weights = coefficients.subarray(position * rank, (position + 1) * rank);
    const total = weights.reduce((sum, z) => sum + Math.abs(z), hasBias ? 1 : 0);
    const ofChannel = Math.sqrt(squares[Math.floor(position / positions) * channels + channel]!);
    return (1 + summing) * total * share * ofChannel * norms[group]! + summing * y.magnitude[k]!;
  });
}
