import type { InvolutionGeometry } from '@involution/core';

/** More than the layers of a net, forward and backward. */
const CAPACITY = 128;

/** Keeps the results for the geometries seen last. */
export function cached<T, Name extends string>(
  make: (operation: Name, geometry: InvolutionGeometry, part?: InvolutionGeometry) => T,
): (operation: Name, geometry: InvolutionGeometry, part?: InvolutionGeometry) => T {
  const results = new Map<string, T>();
  return (operation, geometry, part) => {
    const key = JSON.stringify([operation, geometry, part]);
    const result = results.get(key) ?? make(operation, geometry, part);
    // A map keeps its entries in the order of their insertion: the first is the one that was not used for longest.
    results.delete(key);
    results.set(key, result);
    if (results.size > CAPACITY) results.delete(results.keys().next().value!);
    return result;
  };
}
