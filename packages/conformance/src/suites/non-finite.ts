// NaN and infinities reach exactly the results whose sum holds them: not one more, not one less.
import { type ConformanceCase, makeCase } from '../case.ts';
import { comparisonTests } from '../comparison.ts';
import type { ConformanceTest } from '../test-definition.ts';

const VALUES = { nan: Number.NaN, infinity: Number.POSITIVE_INFINITY, 'minus-infinity': Number.NEGATIVE_INFINITY };

export function nonFiniteTests(): ConformanceTest[] {
  return Object.entries(VALUES).flatMap(([valueName, value]) =>
    cleanCases().flatMap((clean) =>
      // First and last element sit in corners, where a padded tap is one step away; the middle one is far from both.
      (['first', 'middle', 'last'] as const).flatMap((place) => {
        const name = `${clean.name}-${valueName}-${place}`;
        const [forward, , gradKernel] = comparisonTests('non-finite', {
          ...clean,
          name,
          x: poisoned(clean.x, value, place),
        });
        const [, gradInput] = comparisonTests('non-finite', { ...clean, name, dy: poisoned(clean.dy, value, place) });
        return [forward!, gradInput!, gradKernel!];
      }),
    ),
  );
}

function cleanCases(): ConformanceCase[] {
  const cases = [
    makeCase('padded', [1, 6, 7, 8], { kernelSize: 3, groups: 2 }),
    makeCase('strided', [1, 9, 10, 4], { kernelSize: 2, strides: 3, groups: 1, pad: 'valid' }),
    makeCase('interleaved', [2, 5, 5, 6], {
      kernelSize: 3,
      groups: 3,
      dilations: 2,
      kernelOrder: 'tap-major',
      channelGrouping: 'interleaved',
    }),
  ];
  // Some weights and gradients are zero, because 0 · Inf is NaN and a kernel that skips zeros would lose it.
  for (const { kernel, dy } of cases) {
    for (let k = 0; k < kernel.data.length; k += 3) kernel.data[k] = 0;
    for (let k = 0; k < dy.data.length; k += 4) dy.data[k] = 0;
  }
  return cases;
}

function poisoned(
  array: ConformanceCase['x'],
  value: number,
  place: 'first' | 'middle' | 'last',
): ConformanceCase['x'] {
  const data = array.data.slice();
  data[{ first: 0, middle: data.length >> 1, last: data.length - 1 }[place]] = value;
  return { data, shape: array.shape };
}
