import { geometries } from '@involution/adapters/random-geometries';
import { decodeFloat16, encodeFloat16, problemOf, randomFloats } from '@involution/conformance';
import { errorBound, float16RoundingBound, type OperandName } from '@involution/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadForwardWasm } from './index.ts';
import { OF_FORWARD } from './kits.ts';
import { buildsOf, instantiate } from './load.ts';

/** All of float16. */
const BITS = Uint16Array.from({ length: 2 ** 16 }, (_, k) => k);

/** NaN of float16 and of float32 in bits, where conversions may give any. */
const QUIET = { half: 0x7e00, single: 0x7fc00000 };

function singleBits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.slice().buffer).map((bits, k) => (Number.isNaN(values[k]) ? QUIET.single : bits));
}

function halfBits(bits: Uint16Array): Uint16Array {
  return bits.map((each) => ((each & 0x7fff) > 0x7c00 ? QUIET.half : each));
}

/** Of a million numbers, Vitest's own comparison takes many seconds. */
function expectSame(actual: Uint16Array | Uint32Array, expected: Uint16Array | Uint32Array): void {
  expect(actual).toHaveLength(expected.length);
  expect(actual.findIndex((bits, k) => bits !== expected[k])).toBe(-1);
}

/** Numbers of float32 at which rounding to float16 changes, and their neighbours: at them, between them, and beyond the last. */
function boundaries(): Float32Array {
  const positive = [...decodeFloat16(BITS.subarray(0, 0x7c00)), 65536];
  const exact = positive.flatMap((value, k) => [value, (value + (positive[k + 1] ?? 131072)) / 2]);
  const bits = new Uint32Array(Float32Array.from(exact).buffer);
  const around = [...bits].flatMap((each) => [each - 1, each, each + 1]).filter((each) => each > 0);
  return new Float32Array(Uint32Array.from([0, ...around].flatMap((each) => [each, each + 2 ** 31])).buffer);
}

describe.each(buildsOf(OF_FORWARD.modules))('the build %s', (build) => {
  const memory = new WebAssembly.Memory({ initial: 64 });
  const { widen_halves, narrow_to_halves } = instantiate(OF_FORWARD.modules, build, memory).exports;
  const widen = (bits: Uint16Array, source: number, target: number) => {
    new Uint16Array(memory.buffer, source, bits.length).set(bits);
    widen_halves(source, target, 4 * bits.length);
    return new Float32Array(memory.buffer, target, bits.length).slice();
  };
  const narrow = (values: Float32Array, source: number, target: number) => {
    new Float32Array(memory.buffer, source, values.length).set(values);
    narrow_to_halves(source, target, 4 * values.length);
    return new Uint16Array(memory.buffer, target, values.length).slice();
  };
  /** In parts that the memory holds. */
  const expectNarrow = (values: Float32Array) => {
    for (let start = 0; start < values.length; start += 2 ** 18) {
      const part = values.subarray(start, start + 2 ** 18);
      const whole = part.subarray(0, part.length - (part.length % 4));
      expectSame(halfBits(narrow(whole, 0, 2 ** 21)), halfBits(encodeFloat16(whole)));
    }
  };

  it('widens every number of float16, in place or not', () => {
    const expected = singleBits(decodeFloat16(BITS));
    expectSame(singleBits(widen(BITS, 0, 2 ** 20)), expected);
    expectSame(singleBits(widen(BITS, 2 ** 17, 0)), expected);
  });

  it('keeps the bits of NaN', () => {
    const words = new Uint32Array(widen(Uint16Array.of(0x7c01, 0xfe2a, 0x7e00, 0xffff), 0, 64).buffer);
    expect([...words]).toEqual([0x7f802000, 0xffc54000, 0x7fc00000, 0xffffe000]);
  });

  it('narrows every number of float16 to itself, in place or not', () => {
    const values = decodeFloat16(BITS);
    expectSame(halfBits(narrow(values, 0, 2 ** 20)), halfBits(BITS));
    expectSame(halfBits(narrow(values, 0, 0)), halfBits(BITS));
  });

  it('rounds to the nearest, of two as near to the even one, where that changes and next to it', () => {
    expectNarrow(boundaries());
  });

  it('rounds any bits, those of infinities, NaN and subnormal numbers too', () => {
    const random = randomFloats('halves', 2 ** 20).map((value) => Math.floor((value + 1) * 2 ** 31));
    const extremes = [0x7f800000, 0xff800000, 0x7f800001, 0x7fffffff, 0xffc00000, 0x7f7fffff, 1, 0x80000001];
    expectNarrow(new Float32Array(Uint32Array.from([...random, ...extremes]).buffer));
    // Most of all bits are too large or too small. These are of float16's range.
    expectNarrow(randomFloats('halves in range', 2 ** 20).map((value, k) => value * 2 ** ((k % 44) - 26)));
  });
});

describe('an involution of halves', () => {
  it('rounds once, whatever the geometry', () => {
    const wasm = loadForwardWasm();
    fc.assert(
      fc.property(geometries, fc.integer(), (drawn, seed) => {
        const geometry = { ...drawn, dataFormat: 'channelsFirst' as const };
        const { operands } = problemOf('forward', geometry, `${seed}`);
        const halves = Object.fromEntries(
          Object.entries(operands).map(([name, data]) => [name, encodeFloat16(data)] as const),
        ) as Record<OperandName, Uint16Array>;
        const rounded = Object.fromEntries(Object.entries(halves).map(([name, bits]) => [name, decodeFloat16(bits)]));
        const { expected, terms } = problemOf('forward', geometry, `${seed}`, rounded);
        const [x, kernel] = [wasm.put(halves.x), wasm.put(halves.kernel)];
        const y = wasm.involution(geometry, { x, kernel });
        const result = wasm.toHalves(y);
        for (const block of [x, kernel, y]) wasm.free(block);
        const actual = decodeFloat16(result);
        expect(actual).toHaveLength(expected.data.length);
        const wrong = expected.data.findIndex((exact, k) => {
          const bound = errorBound(terms, expected.magnitude[k]!) + float16RoundingBound(exact);
          return !(Math.abs(actual[k]! - exact) <= bound);
        });
        expect(wrong).toBe(-1);
      }),
      { numRuns: 100, seed: 16 },
    );
  });
});
