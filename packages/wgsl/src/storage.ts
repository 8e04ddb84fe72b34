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

/** WGSL type of an array's elements with this many numbers each. */
export function typeOf(components: 1 | 4, type: ElementType): string {
  if (type === 'u32') return components === 4 ? 'vec2<u32>' : 'u32';
  return components === 4 ? `vec4<${type}>` : type;
}

/** Numbers of a type that WGSL has: what is read is converted to floats, and what is written, from them. */
export function numbersOf(elementType: 'f32' | 'f16'): NumberStorage {
  return {
    elementType,
    load: (array, at, components) => `${typeOf(components, 'f32')}(${array}[${at}])`,
    store: (at, value, components) =>
      `result[${at}] = ${elementType === 'f32' ? value : `${typeOf(components, elementType)}(${value})`};`,
    functions: () => '',
  };
}
