import { randomFloats } from '@involution/conformance';
import {
  type Axis,
  generateKernel,
  involution,
  kernelShapeOf,
  resolveFusedGeometry,
  resolveGeometry,
  sizeOf,
} from '@involution/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Block, loadForwardWasm, loadInvolutionWasm } from './index.ts';

const blocks = loadForwardWasm();
const onArrays = loadInvolutionWasm();

/** Numbers around what is under test, which nothing may change. */
const GUARD = Float32Array.from({ length: 64 }, (_, k) => k + 0.5);
const made: Block[] = [];
const keep = (block: Block) => {
  made.push(block);
  return block;
};
const put = (values: Float32Array) => keep(blocks.put(values));
afterEach(() => {
  for (const block of made.splice(0)) blocks.free(block);
});

/** Half of the unit in the last place of 1. */
const ROUNDOFF = 2 ** -24;

/** Both of float32 in this order, so that neither is more exact than it has to be. */
const rectified = (value: number, isRectified: boolean) => (isRectified ? Math.max(value, 0) : value);

/** An axis of x, and a window along it that fits. */
const axis = fc
  .record({
    kernelSize: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padBefore: fc.integer({ min: 0, max: 2 }),
    padAfter: fc.integer({ min: 0, max: 2 }),
    outSize: fc.integer({ min: 1, max: 20 }),
    rest: fc.nat({ max: 2 }),
  })
  .map(({ rest, ...window }): Axis => {
    const { kernelSize, stride, dilation, padBefore, padAfter, outSize } = window;
    const paddedSize = (outSize - 1) * stride + dilation * (kernelSize - 1) + 1 + Math.min(rest, stride - 1);
    return { ...window, inSize: paddedSize - padBefore - padAfter };
  })
  .filter(({ inSize }) => inSize > 0);

/** A window of one tap for each position, which is most of what networks have. */
const ofOneTap = fc
  .integer({ min: 1, max: 70 })
  .map((size): Axis[] => [
    { inSize: size, outSize: size, kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 },
  ]);

const windows = fc.oneof(
  ofOneTap,
  fc.constant<Axis[]>([]),
  fc.array(axis, { minLength: 1, maxLength: 2 }),
  fc.array(axis, { minLength: 3, maxLength: 3 }).filter((axes) => sizeOf(axes.map(({ inSize }) => inSize)) < 4000),
);

/** What a window reads: for each position of y, the positions of x at its taps, of which those in the padding are `undefined`. */
function readsOf(axes: readonly Axis[]): (number | undefined)[][] {
  return axes.reduce<(number | undefined)[][]>(
    (reads, { inSize, outSize, kernelSize, stride, dilation, padBefore }) =>
      reads.flatMap((taps) =>
        Array.from({ length: outSize }, (_, o) =>
          taps.flatMap((before) =>
            Array.from({ length: kernelSize }, (_, u) => {
              const at = o * stride + u * dilation - padBefore;
              return before === undefined || at < 0 || at >= inSize ? undefined : before * inSize + at;
            }),
          ),
        ),
      ),
    [[0]],
  );
}

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;

describe('convolution', () => {
  const shapes = fc.record({
    batchSize: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 40 }),
    outputChannels: fc.integer({ min: 1, max: 20 }),
    axes: windows,
    hasAddend: fc.boolean(),
    isRectified: fc.boolean(),
  });

  it('is within the bound of sums, and writes nothing else', () => {
    const check = ({ batchSize, channels, outputChannels, axes, hasAddend, isRectified }: Of<typeof shapes>) => {
      const reads = readsOf(axes);
      const [size, positions, taps] = [sizeOf(axes.map(({ inSize }) => inSize)), reads.length, reads[0]!.length];
      const x = randomFloats('x', batchSize * channels * size);
      const weights = randomFloats('weights', outputChannels * channels * taps);
      const bias = randomFloats('bias', outputChannels);
      const sums = randomFloats('addend', batchSize * outputChannels * positions);
      const guards = [put(GUARD)];
      const xBlock = put(x);
      const addend = hasAddend ? put(sums) : undefined;
      const packed = keep(blocks.putWeights(weights, outputChannels));
      const biasBlock = put(bias);
      guards.push(put(GUARD));
      const y = blocks.convolution(xBlock, {
        batchSize,
        channels,
        outputChannels,
        axes,
        weights: packed,
        bias: biasBlock,
        ...(addend && { addend }),
        isRectified,
      });
      made.push(y);
      const actual = blocks.see(y);
      expect(actual).toHaveLength(sums.length);
      actual.forEach((value, k) => {
        const [n, i, p] = [
          Math.floor(k / positions / outputChannels),
          Math.floor(k / positions) % outputChannels,
          k % positions,
        ];
        let [sum, magnitude] = [
          bias[i]! + (hasAddend ? sums[k]! : 0),
          Math.abs(bias[i]!) + (hasAddend ? Math.abs(sums[k]!) : 0),
        ];
        for (let c = 0; c < channels; c++) {
          reads[p]!.forEach((at, tap) => {
            if (at === undefined) return;
            const product = weights[(i * channels + c) * taps + tap]! * x[(n * channels + c) * size + at]!;
            sum += product;
            magnitude += Math.abs(product);
          });
        }
        const roundings = (channels * taps + 3) * ROUNDOFF;
        const bound = (roundings / (1 - roundings)) * magnitude;
        expect(Math.abs(value - rectified(sum, isRectified))).toBeLessThanOrEqual(bound);
      });
      for (const guard of guards) expect(blocks.see(guard)).toEqual(GUARD);
      expect(blocks.see(xBlock)).toEqual(x);
      for (const block of made.splice(0)) blocks.free(block);
    };
    fc.assert(fc.property(shapes, check), { numRuns: 150 });
  });

  it('takes x in parts where it has many channels', () => {
    const [channels, positions] = [5000, 17];
    const x = put(Float32Array.from({ length: channels * positions }, (_, k) => k % positions));
    const weights = keep(blocks.putWeights(new Float32Array(4 * channels).fill(1), 4));
    const bias = put(new Float32Array(4));
    const y = blocks.convolution(x, {
      batchSize: 1,
      channels,
      outputChannels: 4,
      axes: [
        { inSize: positions, outSize: positions, kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 },
      ],
      weights,
      bias,
      isRectified: false,
    });
    made.push(y);
    expect([...blocks.see(y)]).toEqual(Array.from({ length: 4 * positions }, (_, k) => channels * (k % positions)));
  });
});

describe('pool', () => {
  const shapes = fc.record({
    of: fc.constantFrom('maximum' as const, 'mean' as const),
    channels: fc.integer({ min: 1, max: 9 }),
    // At each position there is something to read.
    axes: windows.filter((axes) => readsOf(axes).every((taps) => taps.some((at) => at !== undefined))),
  });

  it('is the greatest number of each window or the mean of what is no padding, and writes nothing else', () => {
    const check = ({ of, channels, axes }: Of<typeof shapes>) => {
      const reads = readsOf(axes);
      const size = sizeOf(axes.map(({ inSize }) => inSize));
      const x = randomFloats('x', channels * size);
      const guards = [put(GUARD)];
      const xBlock = put(x);
      guards.push(put(GUARD));
      const y = blocks.see(keep(blocks.pool(xBlock, { of, channels, axes })));
      expect(y).toHaveLength(channels * reads.length);
      y.forEach((value, k) => {
        const channel = x.subarray(size * Math.floor(k / reads.length));
        const terms = reads[k % reads.length]!.flatMap((at) => (at === undefined ? [] : [channel[at]!]));
        const mean = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
        const roundings = of === 'mean' ? terms.length * ROUNDOFF : 0;
        const exact = of === 'mean' ? mean(terms) : Math.max(...terms);
        const bound = (roundings / (1 - roundings)) * mean(terms.map(Math.abs));
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(bound);
      });
      for (const guard of guards) expect(blocks.see(guard)).toEqual(GUARD);
      expect(blocks.see(xBlock)).toEqual(x);
      for (const block of made.splice(0)) blocks.free(block);
    };
    fc.assert(fc.property(shapes, check), { numRuns: 200 });
  });
});

it('convolutions and pools of large maps', () => {
  const along = { inSize: 500, outSize: 500, kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };
  const axes = [along, { ...along, kernelSize: 2, padAfter: 1 }];
  const values = Float32Array.from({ length: 500 ** 2 }, (_, k) => k);
  const x = put(values);
  const next = values.map((value, k) => (k % 500 === 499 ? 0 : value + 1));
  const convolution = {
    batchSize: 1,
    channels: 1,
    outputChannels: 1,
    axes,
    bias: put(new Float32Array(1)),
    isRectified: false,
  };
  const weights = keep(blocks.putWeights(Float32Array.of(0, 1), 1));
  // One by one: a difference of so many numbers takes minutes to print.
  const differs = (actual: Float32Array, expected: Float32Array) => actual.findIndex((each, k) => each !== expected[k]);
  expect(differs(blocks.see(keep(blocks.convolution(x, { ...convolution, weights }))), next)).toBe(-1);
  const greatest = values.map((value, k) => (k % 500 === 499 ? value : value + 1));
  expect(differs(blocks.see(keep(blocks.pool(x, { of: 'maximum', channels: 1, axes }))), greatest)).toBe(-1);
});

it.each([
  [1, 3, 5, false],
  [2, 2, 1, true],
  [3, 4, 8, true],
  [2, 1, 7, false],
])('finish: %i × %i × %i, rectified: %s', (batchSize, channels, positions, isRectified) => {
  const values = Float32Array.from({ length: batchSize * channels * positions }, (_, k) => (k % 7) - 3);
  const scale = Float32Array.from({ length: channels }, (_, c) => c + 2);
  const shift = Float32Array.from({ length: channels }, (_, c) => c - 1);
  const [before, y, after] = [put(GUARD), put(values), put(GUARD)];
  blocks.finish(y, batchSize, put(scale), put(shift), isRectified);
  const expected = values.map((value, k) => {
    const c = Math.floor(k / positions) % channels;
    return rectified(value * scale[c]! + shift[c]!, isRectified);
  });
  expect([...blocks.see(y)].map((value) => value + 0)).toEqual([...expected].map((value) => value + 0));
  for (const guard of [before, after]) expect(blocks.see(guard)).toEqual(GUARD);
});

describe('involutions', () => {
  const options = { kernelSize: 3, groups: 2, dataFormat: 'channelsFirst' } as const;

  it('are those on arrays', () => {
    const geometry = resolveGeometry([2, 32, 5, 6], [2, 18, 5, 6], options);
    const operands = { x: randomFloats('x', 2 * 32 * 30), kernel: randomFloats('kernel', 2 * 18 * 30) };
    const y = blocks.involution(geometry, { x: put(operands.x), kernel: put(operands.kernel) });
    made.push(y);
    expect(blocks.see(y)).toEqual(onArrays.compute('forward', geometry, operands));
    const { data } = involution(
      { data: operands.x, shape: [2, 32, 5, 6] },
      { data: operands.kernel, shape: kernelShapeOf(geometry) },
      options,
    );
    expect(Math.abs(blocks.see(y)[7]! - data[7]!)).toBeLessThan(1e-5);
  });

  it('are those on arrays where the kernel generates its weights', () => {
    const shapes = { x: [1, 32, 5, 6], features: [1, 8, 5, 6], spanWeights: [8, 18] };
    const geometry = resolveFusedGeometry(shapes, options);
    const operands = {
      x: randomFloats('x', 32 * 30),
      features: randomFloats('features', 8 * 30),
      spanWeights: randomFloats('weights', 8 * 18),
      spanBias: randomFloats('bias', 18),
    };
    expect(generateKernel(geometry, operands).data).toHaveLength(18 * 30);
    const [x, features, spanWeights, spanBias] = Object.values(operands).map(put) as [Block, Block, Block, Block];
    const y = blocks.fusedInvolution(geometry, { x, features, spanWeights, spanBias });
    made.push(y);
    expect(blocks.see(y)).toEqual(onArrays.compute('fusedForward', geometry, operands));
  });
});

it('are refused with channels last, and with another count of numbers', () => {
  const geometry = resolveGeometry([1, 4, 2, 2], [1, 1, 2, 2], { kernelSize: 1, dataFormat: 'channelsFirst' });
  const [x, kernel] = [put(new Float32Array(16)), put(new Float32Array(5))];
  expect(() => blocks.involution(geometry, { x, kernel })).toThrow('kernel has 5 numbers, but must have 4.');
  expect(() => blocks.involution({ ...geometry, dataFormat: 'channelsLast' }, { x, kernel })).toThrow(
    "dataFormat is 'channelsLast', but must be 'channelsFirst'.",
  );
});

it('nothing lies at 0, which kernels take for no address', () => {
  expect(loadForwardWasm().put(new Float32Array(4)).offset).toBeGreaterThan(0);
});

it('lie where others were, once these are free', () => {
  const [a, b, c] = [10, 1000, 10].map((length) => blocks.put(new Float32Array(length))) as [Block, Block, Block];
  blocks.free(b);
  const smaller = blocks.put(new Float32Array(500));
  expect(smaller.offset).toBe(b.offset);
  const another = blocks.put(new Float32Array(400));
  expect(another.offset).toBeGreaterThan(smaller.offset);
  expect(another.offset).toBeLessThan(c.offset);
  for (const block of [a, c, smaller, another]) blocks.free(block);
});
