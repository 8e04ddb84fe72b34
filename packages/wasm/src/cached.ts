/** More than the layers of a net, forward and backward. */
const CAPACITY = 128;

/** Keeps what is made of the arguments seen last, which JSON tells apart. */
export function cached<Args extends readonly unknown[], T>(make: (...args: Args) => T): (...args: Args) => T {
  const results = new Map<string, T>();
  return (...args) => {
    const key = JSON.stringify(args);
    const result = results.get(key) ?? make(...args);
    // A map keeps its entries in the order of their insertion: the first is the one that was not used for longest.
    results.delete(key);
    results.set(key, result);
    if (results.size > CAPACITY) results.delete(results.keys().next().value!);
    return result;
  };
}
