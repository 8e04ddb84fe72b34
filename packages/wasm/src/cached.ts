import type { InvolutionGeometry } from '@involution/core';

/** More than the layers of a net, forward and backward. */
const CAPACITY = 128;

/** Keeps the results for the geometries seen last. */
export function cached<T, Name extends string>(
  make: (operation: Name, geometry: InvolutionGeometry) => T,
): (operation: Name, geometry: InvolutionGeometry) => T {
  const results = new Map<string, T>();
  return (operation, geometry) => {
    const key = JSON.stringify([operation, geometry]);
    const result = results.get(key) ?? make(operation, geometry);
    // A map keeps its entries in the order of their insertion: the first is the one that was not used for longest.
    results.delete(key);
    results.set(key, result);
    if (results.size > CAPACITY) results.delete(results.keys().next().value!);
    return result;
  };
}
