// How numbers lie in a program's arrays. Its text computes in f32 whatever it is.

/** What WGSL calls what arrays hold. A `u32` is two half-precision numbers. */
export type ElementType = 'f32' | 'f16' | 'u32';

/** How a program's text reads and writes its arrays, whose elements have one number or four. */
export interface NumberStorage {
  readonly elementType: ElementType;
  /** WGSL: an element of an array as floats. */
  load(array: string, at: string, components: 1 | 4): string;
  /** WGSL: writes floats to an element of `result`. */
  store(at: string, value: string, components: 1 | 4): string;
  /** WGSL: functions that these call. */
  functions(outputComponents: 1 | 4): string;
}

/** WGSL: the type of floats that come so many at a time. */
export function floats(components: 1 | 4): string {
  return components === 4 ? 'vec4<f32>' : 'f32';
}

/** What is read is converted all the same, see `load` of lanes. */
export const FLOAT32: NumberStorage = {
  elementType: 'f32',
  load: (array, at, components) => `${floats(components)}(${array}[${at}])`,
  store: (at, value) => `result[${at}] = ${value};`,
  functions: () => '',
};
