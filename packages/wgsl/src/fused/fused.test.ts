// Fused programs on a device: every variant computes the same sums.
import { geometries } from '@involution/adapters/random-geometries';
import { FUSED_OPERATION_NAMES, fusedShapeOf, sizeOf } from '@involution/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dawn, openDawn } from '../../test/dawn.ts';
import { type FusedArrays, fusedOperands, runFused, withFeatures, worstFusedError } from '../../test/fused.ts';
import { geometry } from '../../test/geometry.ts';
import { canFuse } from './make-fused-program.ts';
import type { FusedVariant } from './variant.ts';

/** Every one compiles a shader. */
const RUNS = 20;

let dawn: Dawn;
beforeAll(async () => {
  dawn = await openDawn();
});
afterAll(() => dawn.destroy());

it.each(FUSED_OPERATION_NAMES)(
  `%s is within the bound for ${RUNS} geometries`,
  { timeout: 600_000 },
  async (operation) => {
    let calls = 0;
    await fc.assert(
      fc.asyncProperty(
        geometries,
        fc.integer({ min: 1, max: 9 }),
        fc.integer(),
        async (unfused, featureCount, seed) => {
          const g = withFeatures(unfused, featureCount);
          const operands = fusedOperands(g, `${seed}`);
          // Now and then x and dy have a NaN, which reaches what it is a term of, and nothing else.
          if (seed % 3 === 0)
            for (const array of [operands.x, operands.dy]) array[Math.abs(seed) % array.length] = Number.NaN;
          expect(await worstFusedError(dawn, operation, g, operands)).toBeLessThanOrEqual(1);
          calls++;
        },
      ),
      // Shrinking would take minutes.
      { numRuns: RUNS, seed: 20260, endOnFailure: true },
    );
    expect(calls).toBe(RUNS);
  },
);

describe('all variants', () => {
  const shape: [number, number, number, number] = [2, 5, 7, 16];
  const geometriesOf = {
    blocked: geometry(shape, { kernelSize: [2, 3], groups: 2 }),
    'interleaved, tap-major': geometry(shape, {
      kernelSize: [2, 3],
      groups: 4,
      channelGrouping: 'interleaved',
      kernelOrder: 'tap-major',
    }),
    'stride 2, dilation 3': geometry(shape, { kernelSize: 3, strides: 2, dilations: [1, 3], groups: 2 }),
    NCHW: geometry([2, 16, 5, 7], { kernelSize: 3, strides: [1, 2], groups: 2, dataFormat: 'channelsFirst' }),
    volumes: geometry([2, 3, 4, 5, 8], { kernelSize: [3, 2, 3], strides: [2, 1, 1], dilations: [1, 2, 1], groups: 2 }),
    'stride 3': geometry([1, 4, 9, 8], {
      kernelSize: 4,
      strides: [1, 3],
      groups: 2,
      pad: [
        [1, 2],
        [2, 1],
      ],
    }),
    'a line': geometry([2, 11, 8], { kernelSize: 5, groups: 2 }),
  };
  const changes: readonly Partial<FusedVariant>[] = [
    {},
    { lanes: 1 },
    { isUnrolled: false },
    { slots: 1, tapsTogether: 1 },
    { slots: 16, tapsTogether: 4 },
    { slots: 3, tapsTogether: 7 },
  ];
  describe.each(Object.entries(geometriesOf))('%s', (_, unfused) => {
    const g = withFeatures(unfused, 5);
    describe.each(FUSED_OPERATION_NAMES)('%s', (operation) => {
      it.each(changes)('%o', async (change) => {
        const worst = await worstFusedError(dawn, operation, g, fusedOperands(g, 'variants'), change);
        expect(worst).toBeGreaterThan(0);
        expect(worst).toBeLessThanOrEqual(1);
      });
    });
  });
});

// A weight over the padding takes no part: 0 times an infinite one would be NaN.
describe('infinite weights at the edge', () => {
  const options = { kernelSize: 3, groups: 1 };
  const geometriesOf = {
    NHWC: geometry([1, 3, 5, 4], options),
    'NHWC, one lane': geometry([1, 3, 5, 3], options),
    NCHW: geometry([1, 4, 3, 5], { ...options, dataFormat: 'channelsFirst' }),
  };
  it.each(Object.entries(geometriesOf))('%s', async (_, unfused) => {
    const g = withFeatures(unfused, 2);
    const filled = (name: keyof FusedArrays, value: number) =>
      new Float32Array(sizeOf(fusedShapeOf(g, name))).fill(value);
    const operands = fusedOperands(g, 'infinite', {
      x: filled('x', 1),
      dy: filled('dy', 1),
      spanBias: filled('spanBias', Infinity),
    });
    for (const isUnrolled of [true, false]) {
      const { y } = await runFused(dawn, 'fusedForward', g, operands, { isUnrolled });
      expect(new Set(y)).toEqual(new Set([Infinity]));
      const { x: dx } = await runFused(dawn, 'fusedGradInput', g, operands, { isUnrolled });
      expect(new Set(dx)).toEqual(new Set([Infinity]));
    }
  });
});

// Nor has a column past the end a part in the gradients for the span, whatever lies where its window or its features would.
describe('what columns past the end would read', () => {
  const options = { kernelSize: [1, 3] as [number, number], groups: 1, pad: 'valid' as const };
  const geometriesOf = {
    NHWC: geometry([1, 2, 7, 4], options),
    NCHW: geometry([1, 3, 2, 7], { ...options, dataFormat: 'channelsFirst' }),
  };
  it.each(Object.entries(geometriesOf))('%s', async (_, unfused) => {
    const g = withFeatures(unfused, 1);
    const operands = fusedOperands(g, 'past the end');
    // The last column of x is under no window but the last one's last tap; the last features are of the last column of y.
    operands.x.fill(Number.NaN, operands.x.length - 1);
    operands.features.fill(Infinity, operands.features.length - 1);
    for (const isUnrolled of [true, false]) {
      const { spanWeights, spanBias } = await runFused(dawn, 'fusedGradSpan', g, operands, { isUnrolled });
      expect([...spanWeights!].map(Math.abs)).toEqual([Infinity, Infinity, Number.NaN]);
      expect([...spanBias!].map(Number.isFinite)).toEqual([true, true, false]);
      expect(await worstFusedError(dawn, 'fusedGradSpan', g, operands, { isUnrolled })).toBeLessThanOrEqual(1);
    }
  });
});

describe('extreme sizes', () => {
  const geometriesOf = {
    'a window of as many taps as there may be': geometry([1, 3, 5, 4], { kernelSize: [16, 32], groups: 1 }),
    'kernels 40 wide': geometry([1, 2, 5, 4], { kernelSize: [1, 40], groups: 1 }),
    'one tap': geometry([1, 9, 70, 4], { kernelSize: 1, groups: 2 }),
    'groups of more channels than a workgroup': geometry([1, 2, 3, 300], { kernelSize: 2, groups: 1 }),
    'stride 11 with gaps': geometry([1, 21, 30, 4], { kernelSize: 2, strides: 11, dilations: 4, pad: 3, groups: 1 }),
    'a window of padding alone': geometry([1, 2, 2, 4], { kernelSize: 2, pad: 5, groups: 1 }),
    'a stride and a dilation past any integer of the device': geometry([1, 5, 5, 4], {
      kernelSize: [1, 5],
      strides: 1e12,
      dilations: [1e12, 1],
      pad: 'valid',
      groups: 1,
    }),
  };
  describe.each(Object.entries(geometriesOf))('%s', (_, unfused) => {
    const g = withFeatures(unfused, 3);
    it.each(FUSED_OPERATION_NAMES.filter((operation) => canFuse(operation, g)))('%s', async (operation) => {
      expect(await worstFusedError(dawn, operation, g, fusedOperands(g, 'extreme'))).toBeLessThanOrEqual(1);
    });
  });
});
