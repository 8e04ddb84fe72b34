// Neighbouring channels as the lanes of one value: how they are read and written.
import { floats, type NumberStorage } from './storage.ts';
import { advance, lines } from './text.ts';

/** How the numbers of one step along an array's channels are reached. */
export interface LaneAccess {
  storage: NumberStorage;
  /** Numbers per array element: 4 where the lanes lie side by side. */
  components: 1 | 4;
  /** Numbers wanted at once. */
  lanes: 1 | 4;
  /** WGSL: distance from one lane to the next, where they do not lie side by side. */
  laneStep: string;
}

/** WGSL: the zero of floats that come so many at a time. */
export function zeroOf(components: 1 | 4): string {
  return `${floats(components)}()`;
}

/**
 * The lanes at an address, as one value. It is converted to float, which says nothing of an array of floats: a host may
 * bind an array of integers, as TensorFlow.js does behind a cast.
 */
export function load(array: string, at: string, { storage, components, lanes, laneStep }: LaneAccess): string {
  if (lanes === components) return storage.load(array, at, components);
  return `vec4<f32>(${[0, 1, 2, 3].map((k) => storage.load(array, advance(at, k, laneStep), 1)).join(', ')})`;
}

/** Writes all lanes of a variable to an address of `result`. */
export function store(at: string, value: string, { storage, components, lanes, laneStep }: LaneAccess): string {
  if (lanes === components) return storage.store(at, value, components);
  return lines([...'xyzw'].map((part, k) => storage.store(advance(at, k, laneStep), `${value}.${part}`, 1)));
}
