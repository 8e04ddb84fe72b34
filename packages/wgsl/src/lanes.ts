// Neighbouring channels as the lanes of one value: how they are read and written.
import { advance, lines } from './text.ts';

/** How the numbers of one step along an array's channels are reached. */
export interface LaneAccess {
  /** Numbers per array element: 4 where the lanes lie side by side. */
  components: 1 | 4;
  /** Numbers wanted at once. */
  lanes: 1 | 4;
  /** WGSL: distance from one lane to the next, where they do not lie side by side. */
  laneStep: string;
  /** WGSL: distance from the first lane to that of the next step. */
  blockStep: string;
}

/** WGSL type of a value with this many parts. */
export function typeOf(components: 1 | 4): string {
  return components === 4 ? 'vec4<f32>' : 'f32';
}

/** The zero of that type. */
export function zeroOf(components: 1 | 4): string {
  return components === 4 ? 'vec4<f32>()' : '0.0';
}

/**
 * The lanes at an address, as one value. It is converted to float, which says nothing of an array of floats: a host may
 * bind an array of integers, as TensorFlow.js does behind a cast.
 */
export function load(array: string, at: string, { components, lanes, laneStep }: LaneAccess): string {
  if (lanes === components) return `${typeOf(components)}(${array}[${at}])`;
  return `vec4<f32>(${[0, 1, 2, 3].map((k) => `f32(${array}[${advance(at, k, laneStep)}])`).join(', ')})`;
}

/** Writes all lanes of a variable to an address of `result`. */
export function store(at: string, value: string, { components, lanes, laneStep }: LaneAccess): string {
  if (lanes === components) return `result[${at}] = ${value};`;
  return lines([...'xyzw'].map((part, k) => `result[${advance(at, k, laneStep)}] = ${value}.${part};`));
}
