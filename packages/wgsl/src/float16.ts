import { FLOAT32, type NumberStorage } from './storage.ts';

/**
 * Half precision for `storage` of a program: x, the kernel, y and their gradients are float16 in memory, sums are float32,
 * and each result is rounded once.
 *
 * @param features `device.features`. With `'shader-f16'` among them the text has `f16`; without, it unpacks words of two
 * numbers and packs them, which every device can.
 */
export function float16(features: ReadonlySet<string>): NumberStorage {
  return features.has('shader-f16') ? NATIVE : WORDS;
}

const NATIVE: NumberStorage = {
  ...FLOAT32,
  elementType: 'f16',
  store: (at, value, components) => `result[${at}] = ${components === 4 ? 'vec4<f16>' : 'f16'}(${value});`,
};

/** Two halves in each word. */
const WORDS: NumberStorage = {
  elementType: 'u32',
  load: (array, at, components) =>
    components === 4 ? `fourHalves(${array}[${at}])` : `half(${array}[(${at}) / 2], ${at})`,
  store: (at, value, components) =>
    components === 4
      ? `result[${at}] = vec2<u32>(halves(${value}.xy), halves(${value}.zw));`
      : `storeHalf(${at}, ${value});`,
  // WGSL leaves open what pack2x16float makes of a number past half precision: from 65520 on, that is an infinity.
  // Two invocations may own a half each of a word of `result`: each leaves the other's alone.
  functions: (outputComponents) => `
    fn halves(values: vec2<f32>) -> u32 {
      let bits = bitcast<vec2<u32>>(values);
      let magnitude = bits & vec2<u32>(0x7fffffffu);
      let isPast = magnitude >= vec2<u32>(0x477ff000u);
      let infinity = ((bits & vec2<u32>(0x80000000u)) >> vec2<u32>(16u)) | vec2<u32>(0x7c00u);
      let special = select(infinity, vec2<u32>(0x7e00u), magnitude > vec2<u32>(0x7f800000u));
      let past = select(vec2<u32>(), special, isPast);
      return pack2x16float(select(values, vec2<f32>(), isPast)) | past.x | (past.y << 16u);
    }
    fn half(word: u32, at: i32) -> f32 { return unpack2x16float(word)[at % 2]; }
    fn fourHalves(words: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y)); }
    ${
      outputComponents === 4
        ? ''
        : `fn storeHalf(at: i32, value: f32) {
      let shift = u32(at % 2) * 16;
      atomicAnd(&result[at / 2], 0xffff0000u >> shift);
      atomicOr(&result[at / 2], halves(vec2<f32>(value, 0.0)) << shift);
    }`
    }
  `,
};
