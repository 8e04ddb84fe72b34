// A variant is a matter of speed: every one must compute the same sums, chosen or not.
import { problemOf } from '@involution/conformance';
import {
  errorBound,
  type InvolutionGeometry,
  mapOperands,
  OPERATION_NAMES,
  type Operation,
  type ReferenceResult,
  shapeOf,
  sizeOf,
} from '@involution/core';
import { traceOf } from '@involution/wgsl-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dawn, openDawn } from '../test/dawn.ts';
import { DEFAULT_LIMITS, geometry } from '../test/geometry.ts';
import { walkedAxis, withShaderAxes } from './axes.ts';
import { chooseVariant, makeProgram, type Variant } from './index.ts';
import { SOURCES } from './make-program.ts';
import { assemble } from './program.ts';
import { sharedWeights } from './variant.ts';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await openDawn();
});
afterAll(() => dawn.destroy());

/** The largest normalized error. */
function worstError(actual: Float32Array, { data, magnitude }: ReferenceResult, terms: number): number {
  expect(actual.length).toBe(data.length);
  return actual.reduce((worst, value, k) => {
    const error = Math.abs(value - data[k]!);
    return Math.max(worst, error === 0 ? 0 : error / errorBound(terms, magnitude[k]!));
  }, 0);
}

async function check(operation: Operation, g: InvolutionGeometry, variant: Variant): Promise<void> {
  const { operands, expected, terms } = problemOf(operation, g, 'variants');
  const program = assemble(SOURCES[operation], withShaderAxes(g), variant, dawn.device.limits);
  const actual = await dawn.run(program, operands, expected.data.length);
  expect(worstError(actual, expected, terms)).toBeLessThanOrEqual(1);
}

describe('all variants', () => {
  const shape: [number, number, number, number] = [2, 7, 9, 16];
  const geometries = {
    blocked: geometry(shape, { kernelSize: [2, 3], groups: 2 }),
    'interleaved, tap-major': geometry(shape, {
      kernelSize: [2, 3],
      groups: 4,
      channelGrouping: 'interleaved',
      kernelOrder: 'tap-major',
    }),
    'stride 2, dilation 3': geometry(shape, { kernelSize: 3, strides: 2, dilations: [1, 3], groups: 2 }),
    NCHW: geometry([2, 16, 7, 9], { kernelSize: 3, strides: [1, 2], groups: 2, dataFormat: 'channelsFirst' }),
    'NHWC, workgroups that are not full': geometry([1, 3, 33, 48], { kernelSize: 3, strides: [1, 2], groups: 6 }),
    'NHWC, more groups than a workgroup': geometry([1, 3, 5, 300], { kernelSize: [1, 3], groups: 75 }),
    volumes: geometry([2, 3, 4, 5, 8], { kernelSize: [3, 2, 3], strides: [2, 1, 1], dilations: [1, 2, 1], groups: 2 }),
  };
  describe.each(Object.entries(geometries))('%s', (_, g) => {
    it.each(OPERATION_NAMES)('%s', async (operation) => {
      const lanes = chooseVariant(operation, g).lanes === 4 ? ([4, 1] as const) : ([1] as const);
      const step = operation === 'gradInput' ? walkedAxis(withShaderAxes(g)).stride : 1;
      const pixels = [1, 2, 3, 4, 8].filter((count) => count % step === 0);
      for (const lane of lanes) {
        await check(operation, g, { lanes: lane, pixels: 1, isUnrolled: false });
        for (const count of pixels) {
          await check(operation, g, { lanes: lane, pixels: count, isUnrolled: true });
          const shared = sharedWeights(operation, withShaderAxes(g), lane, count);
          if (shared && count % 2 === 0)
            await check(operation, g, { lanes: lane, pixels: count, isUnrolled: true, shared });
        }
      }
    });
  });

  it.each([
    ['blocked', geometries.blocked],
    ['stride 2, dilation 3', geometries['stride 2, dilation 3']],
    ['volumes', geometry([2, 3, 4, 5, 16], { kernelSize: [3, 2, 3], strides: [2, 1, 1], groups: 1 })],
  ])('gradKernel, halves in turn: %s', async (_, g) => {
    const { lanes, alternates } = chooseVariant('gradKernel', g);
    expect(alternates).toBe(true);
    await check('gradKernel', g, { lanes, pixels: 1, isUnrolled: false, alternates });
    await check('gradKernel', g, { lanes, pixels: 3, isUnrolled: true, alternates });
  });
});

describe('taps first', () => {
  const options = { kernelSize: 3, groups: 2, dataFormat: 'channelsFirst' } as const;
  const geometries = {
    images: geometry([2, 16, 9, 21], { ...options, strides: 2 }),
    'tap-major, interleaved': geometry([1, 6, 9, 21], {
      ...options,
      strides: [1, 3],
      kernelOrder: 'tap-major',
      channelGrouping: 'interleaved',
    }),
    volumes: geometry([1, 4, 4, 9, 21], { ...options, strides: 2 }),
  };
  it.each(Object.entries(geometries))('gradKernel has the same bits: %s', async (_, g) => {
    const { operands, expected } = problemOf('gradKernel', g, 'variants');
    const inShader = withShaderAxes(g);
    const chosen = chooseVariant('gradKernel', g);
    expect(chosen.tapsFirst).toBe(true);
    expect(chooseVariant('gradKernel', g, { isFallbackAdapter: true }).tapsFirst).toBe(false);
    const run = (variant: Variant) =>
      dawn.run(assemble(SOURCES.gradKernel, inShader, variant, dawn.device.limits), operands, expected.data.length);
    expect(await run(chosen)).toEqual(await run({ ...chosen, tapsFirst: false }));
  });
});

describe('operands in the workgroup’s memory', () => {
  const options = { kernelSize: 3, groups: 3, dataFormat: 'channelsFirst' } as const;
  const geometries = {
    images: geometry([2, 24, 5, 6], options),
    'stride 2, dilation 2': geometry([2, 24, 6, 11], { ...options, strides: [1, 2], dilations: [2, 1] }),
    'a line': geometry([2, 36, 20], options),
    volumes: geometry([1, 24, 3, 3, 5], { ...options, kernelSize: [2, 3, 2], strides: [2, 1, 1] }),
  };
  describe.each(Object.entries(geometries))('%s', (_, g) => {
    it.each(OPERATION_NAMES)('%s has the same bits', async (operation) => {
      const { operands, expected } = problemOf(operation, g, 'variants');
      const staged = makeProgram(operation, g, dawn.device.limits);
      const plain = makeProgram(operation, g, dawn.device.limits, { isFallbackAdapter: true });
      expect(staged.body).toContain('workgroupBarrier');
      expect(plain.body).not.toContain('workgroupBarrier');
      const actual = await dawn.run(staged, operands, expected.data.length);
      expect(actual).toEqual(await dawn.run(plain, operands, expected.data.length));
    });
  });

  it.each([
    ['small maps', [1, 512, 7, 7], {}, true],
    ['more channels than a workgroup has invocations for', [1, 512, 7, 7], { groups: 4 }, false],
    ['fewer channels than make work for a workgroup', [1, 512, 7, 7], { groups: 64 }, false],
    ['more weights than its memory holds', [1, 64, 10, 10], {}, false],
    ['a kernel in tap-major order', [1, 512, 7, 7], { kernelOrder: 'tap-major' }, false],
    ['interleaved channels', [1, 512, 7, 7], { channelGrouping: 'interleaved' }, false],
  ] as const)('%s: %j', (_, shape, options, isStaged) => {
    const g = geometry(shape, { kernelSize: 7, groups: shape[1] / 16, dataFormat: 'channelsFirst', ...options });
    expect(makeProgram('forward', g, DEFAULT_LIMITS).body.includes('workgroupBarrier')).toBe(isStaged);
  });
});

// A weight over the padding takes no part: 0 times an infinite one would be NaN.
describe('infinite factors at the edge', () => {
  const options = { kernelSize: 3, groups: 1 };
  const geometries = {
    NHWC: geometry([1, 3, 5, 4], options),
    'NHWC, one lane': geometry([1, 3, 5, 3], options),
    NCHW: geometry([1, 4, 3, 5], { ...options, dataFormat: 'channelsFirst' }),
  };
  describe.each(Object.entries(geometries))('%s', (_, g) => {
    it.each(OPERATION_NAMES)('%s', async (operation) => {
      const infinite = { forward: 'kernel', gradInput: 'kernel', gradKernel: 'dy' } as const;
      const values = mapOperands(operation, (name) =>
        new Float32Array(sizeOf(shapeOf(g, name))).fill(name === infinite[operation] ? Infinity : 1),
      );
      const { operands, expected } = problemOf(operation, g, 'infinite', values);
      const chosen = chooseVariant(operation, g);
      for (const variant of [chosen, { lanes: chosen.lanes, pixels: 1, isUnrolled: false }]) {
        const program = assemble(SOURCES[operation], g, variant, dawn.device.limits);
        expect(await dawn.run(program, operands, expected.data.length)).toEqual(Float32Array.from(expected.data));
      }
    });
  });
});

describe('odd sizes', () => {
  const geometries = {
    'kernels 40 wide': geometry([1, 2, 5, 4], { kernelSize: [1, 40], groups: 1 }),
    'kernels 130 wide': geometry([1, 2, 5, 4], { kernelSize: [2, 130], groups: 1 }),
    'stride 9': geometry([1, 21, 30, 4], { kernelSize: 3, strides: 9, groups: 1 }),
    'stride 11 with gaps': geometry([1, 21, 30, 4], { kernelSize: 2, strides: 11, dilations: 4, pad: 3, groups: 1 }),
    'pads wider than a block': geometry([1, 3, 3, 4], { kernelSize: 2, strides: [1, 2], pad: 13, groups: 1 }),
    'depth: stride 9': geometry([1, 21, 2, 3, 4], { kernelSize: [3, 1, 2], strides: [9, 1, 1], groups: 1 }),
    'depth: pads wider than x, on one side': geometry([2, 2, 3, 3, 4], {
      kernelSize: 2,
      strides: [3, 1, 1],
      pad: [
        [7, 0],
        [0, 1],
        [1, 0],
      ],
      groups: 1,
    }),
    'depth: one plane under more taps': geometry([2, 1, 3, 3, 4], { kernelSize: [3, 1, 2], groups: 1 }),
    'depth: one tap, planes left out': geometry([2, 5, 3, 3, 4], {
      kernelSize: [1, 2, 2],
      strides: [3, 1, 1],
      groups: 1,
    }),
    'depth: one plane in the padding': geometry([2, 1, 3, 3, 4], {
      kernelSize: [1, 2, 2],
      strides: [2, 1, 1],
      pad: [
        [1, 0],
        [0, 1],
        [1, 0],
      ],
      groups: 1,
    }),
    'a line, causal': geometry([2, 9, 4], { kernelSize: 3, dilations: 2, pad: [[4, 0]], groups: 1 }),
    'a window of padding alone': geometry([1, 2, 2, 4], { kernelSize: 2, pad: 5, groups: 1 }),
  };
  describe.each(Object.entries(geometries))('%s', (_, g) => {
    it.each(OPERATION_NAMES)('%s', (operation) => check(operation, g, chooseVariant(operation, g)));
  });

  it('a stride and a dilation past any integer of the device', async () => {
    const g = geometry([1, 5, 5, 4], {
      kernelSize: [1, 5],
      strides: 1e12,
      dilations: [1e12, 1],
      pad: 'valid',
      groups: 1,
    });
    const { operands, expected } = problemOf('forward', g, 'odd');
    const program = makeProgram('forward', g, dawn.device.limits);
    expect(worstError(await dawn.run(program, operands, expected.data.length), expected, 5)).toBeLessThanOrEqual(1);
  });

  it.each([3, 5, 1000])('many workgroups, at most %i along a dimension', async (maxComputeWorkgroupsPerDimension) => {
    const g = geometry([1, 16, 30, 8], { kernelSize: 1, groups: 8 });
    const { operands, expected } = problemOf('forward', g, 'odd');
    const limits = {
      maxBufferSize: 1e6,
      maxStorageBufferBindingSize: 1e6,
      maxComputeWorkgroupsPerDimension,
    };
    const program = makeProgram('forward', g, limits);
    expect(Math.max(...program.dispatch)).toBeLessThanOrEqual(maxComputeWorkgroupsPerDimension);
    expect(worstError(await dawn.run(program, operands, expected.data.length), expected, 1)).toBeLessThanOrEqual(1);
  });

  // Devices differ in what a store past the end of an array does: some write to its last element.
  it.each([
    ['that share weights', geometry([1, 16, 30, 8], { kernelSize: 1, groups: 8 })],
    ['of a group each', geometry([2, 168, 3, 3], { kernelSize: 3, groups: 7, dataFormat: 'channelsFirst' })],
  ])('workgroups past the last write nothing: %s', (_, g) => {
    const program = makeProgram('forward', g, { ...DEFAULT_LIMITS, maxComputeWorkgroupsPerDimension: 3 });
    expect(program.body).toContain('workgroupBarrier');
    const written: number[] = [];
    const { run, sites } = traceOf(program);
    const invocations = program.dispatch.reduce((product, count) => product * count, program.workgroupSize);
    expect(invocations).toBeGreaterThan(program.invocations);
    for (let index = 0; index < invocations; index++)
      run(index, (site, _trip, element) => sites[site]!.isStore && written.push(element));
    const size = sizeOf(shapeOf(g, 'y')) / program.outputComponents;
    expect(written.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, k) => k));
  });
});
