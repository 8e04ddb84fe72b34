// Filters of one's own: K² numbers, row by row.

/** Larger ones can't be edited number by number: from there on a filter stays as it is. */
export const MAX_EDITED_SIZE = 15;

/** What filters there are to begin with. */
export const PRESETS = ['emboss', 'edges', 'blur'] as const;

const THREE_BY_THREE = {
  emboss: [-2, -1, 0, -1, 1, 1, 0, 1, 2],
  edges: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
} as const;

export function presetFilter(name: (typeof PRESETS)[number], kernelSize: number): number[] {
  if (name !== 'blur') return fitFilter(THREE_BY_THREE[name], kernelSize);
  const taps = kernelSize ** 2;
  return new Array<number>(taps).fill(Number((1 / taps).toFixed(4)));
}

export function defaultFilter(kernelSize: number): number[] {
  return presetFilter('emboss', kernelSize);
}

/** The same filter for another K: zeros around it, or what is left of its middle. */
export function fitFilter(filter: readonly number[], kernelSize: number): number[] {
  const size = Math.sqrt(filter.length);
  const isSize = Number.isInteger(kernelSize) && kernelSize > 0 && kernelSize <= MAX_EDITED_SIZE;
  if (!isSize || size === kernelSize) return [...filter];
  const shift = Math.floor((kernelSize - 1) / 2) - Math.floor((size - 1) / 2);
  return Array.from({ length: kernelSize ** 2 }, (_, k) => {
    const [row, column] = [Math.floor(k / kernelSize) - shift, (k % kernelSize) - shift];
    const isInside = row >= 0 && row < size && column >= 0 && column < size;
    return isInside ? filter[row * size + column]! : 0;
  });
}
