// Numbers in half precision, sums in float32: judged by the exact result of the rounded operands.
import { problemOf } from '@involution/conformance';
import {
  errorBound,
  float16RoundingBound,
  type InvolutionGeometry,
  mapOperands,
  OPERATION_NAMES,
  type Operation,
  shapeOf,
  sizeOf,
} from '@involution/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dawn, openDawn } from '../test/dawn.ts';
import { DEFAULT_LIMITS, geometry } from '../test/geometry.ts';
import { STORAGES } from '../test/storages.ts';
import { withShaderAxes } from './axes.ts';
import { chooseVariant, type ElementType, float16, makeProgram, toModule } from './index.ts';
import { SOURCES } from './make-program.ts';
import { assemble } from './program.ts';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await openDawn();
});
afterAll(() => dawn.destroy());

const HALF_TYPES: readonly ElementType[] = ['u32', 'f16'];

/** Runs a program on operands that half precision holds; the largest error, of its bound. */
async function worstError(operation: Operation, geometry: InvolutionGeometry, type: ElementType): Promise<number> {
  const g = withShaderAxes(geometry);
  const random = problemOf(operation, g, 'half');
  const coarse = mapOperands(operation, (name) => random.operands[name]!.map((value) => Math.round(value * 512) / 512));
  const { operands, expected, terms } = problemOf(operation, g, 'half', coarse);
  const program = assemble(SOURCES[operation], g, chooseVariant(operation, g), dawn.device.limits, STORAGES[type]);
  const actual = await dawn.run(program, operands, expected.data.length);
  return actual.reduce((worst, value, k) => {
    const exact = expected.data[k]!;
    const bound = errorBound(terms, expected.magnitude[k]!) + float16RoundingBound(exact);
    return Math.max(worst, Math.abs(value - exact) / bound);
  }, 0);
}

// Sizes are odd, so that words of two halves lie across columns, rows, planes and invocations.
const GEOMETRIES = {
  'NHWC, vec4': geometry([2, 5, 7, 16], { kernelSize: 3, groups: 2 }),
  'NHWC, one lane': geometry([1, 5, 7, 3], { kernelSize: 3, groups: 1 }),
  'NHWC, interleaved and tap-major': geometry([1, 5, 7, 16], {
    kernelSize: [2, 3],
    groups: 4,
    channelGrouping: 'interleaved',
    kernelOrder: 'tap-major',
  }),
  NCHW: geometry([2, 8, 5, 7], { kernelSize: 3, strides: 2, groups: 2, dataFormat: 'channelsFirst' }),
  'NCHW, one lane': geometry([1, 3, 5, 7], { kernelSize: 3, groups: 1, dataFormat: 'channelsFirst' }),
  'a loop over taps': geometry([1, 3, 3, 9], { kernelSize: [1, 131], groups: 1, dataFormat: 'channelsFirst' }),
  volumes: geometry([1, 3, 5, 3, 3], { kernelSize: [3, 1, 3], groups: 1, dataFormat: 'channelsFirst' }),
};

describe.each(Object.entries(GEOMETRIES))('%s', (_, g) => {
  describe.each(OPERATION_NAMES)('%s', (operation) => {
    it.for(HALF_TYPES)('in arrays of %s', async (type, { skip }) => {
      skip(type === 'f16' && !dawn.device.features.has('shader-f16'), 'this device has no f16');
      const worst = await worstError(operation, g, type);
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThanOrEqual(1);
    });
  });
});

describe('makeProgram', () => {
  const g = geometry([1, 6, 6, 8], { kernelSize: 3, groups: 2 });
  const half = (features: ReadonlySet<string>, limits = DEFAULT_LIMITS) =>
    makeProgram('forward', g, limits, { storage: float16(features) });

  it('takes f16 where the device has it, and words of two halves elsewhere', () => {
    const float = makeProgram('forward', g, DEFAULT_LIMITS);
    expect([float, half(new Set()), half(new Set(['timestamp-query'])), half(new Set(['shader-f16']))]).toMatchObject(
      ['f32', 'u32', 'u32', 'f16'].map((elementType) => ({ elementType })),
    );
    expect(new Set([float, half(new Set()), half(new Set(['shader-f16']))].map(({ key }) => key)).size).toBe(3);
  });

  it('counts two bytes for a number', () => {
    const bytes = 2 * sizeOf(shapeOf(g, 'kernel'));
    const limits = { ...DEFAULT_LIMITS, maxBufferSize: bytes };
    expect(() => half(new Set(), limits)).not.toThrow();
    expect(() => half(new Set(), { ...limits, maxBufferSize: bytes - 1 })).toThrow(
      expect.objectContaining({
        code: 'DEVICE_LIMIT_EXCEEDED',
        message: expect.stringContaining(`takes ${bytes} bytes`),
      }),
    );
  });
});

// What differs in the text, to be read in review.
describe('the text', () => {
  const g = geometry([1, 1, 1, 1], { kernelSize: 1, groups: 1, dataFormat: 'channelsFirst' });
  const linesOf = (type: ElementType) => {
    const variant = { lanes: 1, pixels: 1, isUnrolled: false } as const;
    const text = (each: ElementType) =>
      toModule(assemble(SOURCES.forward, g, variant, DEFAULT_LIMITS, STORAGES[each])).split('\n');
    return text(type)
      .filter((line) => !text('f32').includes(line))
      .join('\n');
  };

  it('in arrays of f16', () => {
    expect(linesOf('f16')).toMatchInlineSnapshot(`
      "enable f16;
      @group(0) @binding(0) var<storage, read> x: array<f16>;
      @group(0) @binding(1) var<storage, read> kernel: array<f16>;
      @group(0) @binding(2) var<storage, read_write> result: array<f16>;
          result[at] = f16(sum0);"
    `);
  });

  it('in arrays of u32', () => {
    expect(linesOf('u32')).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read> x: array<u32>;
      @group(0) @binding(1) var<storage, read> kernel: array<u32>;
      @group(0) @binding(2) var<storage, read_write> result: array<atomic<u32>>;
      fn halves(values: vec2<f32>) -> u32 {
        let bits = bitcast<vec2<u32>>(values);
        let magnitude = bits & vec2<u32>(0x7fffffffu);
        let isPast = magnitude >= vec2<u32>(0x477ff000u);
        let infinity = ((bits & vec2<u32>(0x80000000u)) >> vec2<u32>(16u)) | vec2<u32>(0x7c00u);
        let special = select(infinity, vec2<u32>(0x7e00u), magnitude > vec2<u32>(0x7f800000u));
        let past = select(vec2<u32>(), special, isPast);
        return pack2x16float(select(values, vec2<f32>(), isPast)) | past.x | (past.y << 16u);
      fn half(word: u32, at: i32) -> f32 { return unpack2x16float(word)[at % 2]; }
      fn fourHalves(words: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y)); }
      fn storeHalf(at: i32, value: f32) {
        let shift = u32(at % 2) * 16;
        atomicAnd(&result[at / 2], 0xffff0000u >> shift);
        atomicOr(&result[at / 2], halves(vec2<f32>(value, 0.0)) << shift);
                let value = half(x[(at) / 2], at);
                sum0 += value * half(kernel[(weights0 + v * uniforms.kernelTap) / 2], weights0 + v * uniforms.kernelTap);
          storeHalf(at, sum0);"
    `);
  });
});
