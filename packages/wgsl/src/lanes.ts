// Neighbouring channels as the lanes of one value: how they are read and written.
import { advance, lines } from './text.ts';

/**
 * What arrays hold in memory; sums are `f32` whatever it is. A `u32` is two half-precision numbers, for devices without
 * `f16`.
 */
export type ElementType = 'f32' | 'f16' | 'u32';

/** How the numbers of one step along an array's channels are reached. */
export interface LaneAccess {
  type: ElementType;
  /** Numbers per array element: 4 where the lanes lie side by side. */
  components: 1 | 4;
  /** Numbers wanted at once. */
  lanes: 1 | 4;
  /** WGSL: distance from one lane to the next, where they do not lie side by side. */
  laneStep: string;
  /** WGSL: distance from the first lane to that of the next step. */
  blockStep: string;
}

/** WGSL type of an array's elements with this many numbers each. */
export function typeOf(components: 1 | 4, type: ElementType): string {
  if (type === 'u32') return components === 4 ? 'vec2<u32>' : 'u32';
  return components === 4 ? `vec4<${type}>` : type;
}

/** The zero of that type. */
export function zeroOf(components: 1 | 4): string {
  return components === 4 ? 'vec4<f32>()' : '0.0';
}

/**
 * The lanes at an address, as one value. It is converted to float, which says nothing of an array of floats: a host may
 * bind an array of integers, as TensorFlow.js does behind a cast.
 */
export function load(array: string, at: string, access: LaneAccess): string {
  const { type, components, lanes, laneStep } = access;
  if (lanes !== components) {
    const parts = [0, 1, 2, 3].map((k) => load(array, advance(at, k, laneStep), { ...access, lanes: 1 }));
    return `vec4<f32>(${parts.join(', ')})`;
  }
  if (type !== 'u32') return `${typeOf(components, 'f32')}(${array}[${at}])`;
  return components === 4 ? `fourHalves(${array}[${at}])` : `half(${array}[(${at}) / 2], ${at})`;
}

/** Writes all lanes of a variable to an address of `result`. */
export function store(at: string, value: string, access: LaneAccess): string {
  const { type, components, lanes, laneStep } = access;
  if (lanes !== components) {
    const parts = [...'xyzw'].map((part, k) =>
      store(advance(at, k, laneStep), `${value}.${part}`, { ...access, lanes: 1 }),
    );
    return lines(parts);
  }
  if (type === 'f32') return `result[${at}] = ${value};`;
  if (type === 'f16') return `result[${at}] = ${typeOf(components, type)}(${value});`;
  if (components === 1) return `storeHalf(${at}, ${value});`;
  return `result[${at}] = vec2<u32>(pack2x16float(${value}.xy), pack2x16float(${value}.zw));`;
}

/** What texts with arrays of `u32` call. Two invocations may own a half each of a word of `result`: they leave the other. */
export function halfFunctions(outputComponents: 1 | 4): string {
  return `
    fn half(word: u32, at: i32) -> f32 { return unpack2x16float(word)[at % 2]; }
    fn fourHalves(words: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y)); }
    ${
      outputComponents === 4
        ? ''
        : `fn storeHalf(at: i32, value: f32) {
      let shift = u32(at % 2) * 16;
      atomicAnd(&result[at / 2], 0xffff0000u >> shift);
      atomicOr(&result[at / 2], pack2x16float(vec2<f32>(value, 0.0)) << shift);
    }`
    }
  `;
}
