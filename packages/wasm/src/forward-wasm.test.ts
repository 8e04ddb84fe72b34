import { randomFloats } from '@involution/conformance';
import { generateKernel, involution, kernelShapeOf, resolveFusedGeometry, resolveGeometry } from '@involution/core';
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

describe('pointwise', () => {
  const shapes = fc.record({
    batchSize: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 40 }),
    outputChannels: fc.integer({ min: 1, max: 20 }),
    positions: fc.integer({ min: 1, max: 70 }),
    hasAddend: fc.boolean(),
    isRectified: fc.boolean(),
  });

  it('is within the bound of sums, and writes nothing else', () => {
    const check = ({
      batchSize,
      channels,
      outputChannels,
      positions,
      hasAddend,
      isRectified,
    }: typeof shapes extends fc.Arbitrary<infer T> ? T : never) => {
      const x = randomFloats('x', batchSize * channels * positions);
      const weights = randomFloats('weights', outputChannels * channels);
      const bias = randomFloats('bias', outputChannels);
      const sums = randomFloats('addend', batchSize * outputChannels * positions);
      const guards = [put(GUARD)];
      const xBlock = put(x);
      const addend = hasAddend ? put(sums) : undefined;
      const packed = keep(blocks.putPointwise(weights, channels));
      const biasBlock = put(bias);
      guards.push(put(GUARD));
      const y = blocks.pointwise(xBlock, {
        batchSize,
        channels,
        outputChannels,
        positions,
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
        let [sum, size] = [
          bias[i]! + (hasAddend ? sums[k]! : 0),
          Math.abs(bias[i]!) + (hasAddend ? Math.abs(sums[k]!) : 0),
        ];
        for (let r = 0; r < channels; r++) {
          const product = weights[i * channels + r]! * x[(n * channels + r) * positions + p]!;
          sum += product;
          size += Math.abs(product);
        }
        const roundings = (channels + 3) * ROUNDOFF;
        expect(Math.abs(value - rectified(sum, isRectified))).toBeLessThanOrEqual((roundings / (1 - roundings)) * size);
      });
      for (const guard of guards) expect(blocks.see(guard)).toEqual(GUARD);
      expect(blocks.see(xBlock)).toEqual(x);
      for (const block of made.splice(0)) blocks.free(block);
    };
    fc.assert(fc.property(shapes, check), { numRuns: 300 });
  });

  it('takes x in parts where it has many channels', () => {
    const [channels, positions] = [5000, 17];
    const x = put(Float32Array.from({ length: channels * positions }, (_, k) => k % positions));
    const weights = keep(blocks.putPointwise(new Float32Array(4 * channels).fill(1), channels));
    const bias = put(new Float32Array(4));
    const y = blocks.pointwise(x, {
      batchSize: 1,
      channels,
      outputChannels: 4,
      positions,
      weights,
      bias,
      isRectified: false,
    });
    made.push(y);
    expect([...blocks.see(y)]).toEqual(Array.from({ length: 4 * positions }, (_, k) => channels * (k % positions)));
  });
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
