// NaN and infinities reach exactly the results whose sum holds them: not one more, not one less.
import { type ConformanceCase, expectedOf, makeCase } from '../src/case.ts';
import type { ValuesEntry } from '../src/manifest.ts';
import type { SuiteWriter } from './writer.ts';

const VALUES = { nan: Number.NaN, infinity: Number.POSITIVE_INFINITY, 'minus-infinity': Number.NEGATIVE_INFINITY };

/** First and last element sit in corners, where a padded tap is one step away; the middle one is far from both. */
const OFFSETS = ['first', 'middle', 'last'] as const;

export function nonFiniteTests(writer: SuiteWriter): ValuesEntry[] {
  return Object.entries(VALUES).flatMap(([valueName, value]) =>
    cleanCases().flatMap((clean) =>
      OFFSETS.flatMap((offset) => {
        const name = `${clean.name}-${valueName}-${offset}`;
        const [forward, , gradKernel] = writer.valuesTests({ ...clean, name, x: poisoned(clean.x, value, offset) });
        const [, gradInput] = writer.valuesTests({ ...clean, name, dy: poisoned(clean.dy, value, offset) });
        const [weightForward, weightGradInput] = writer.valuesTests(
          withWeight({ ...clean, name, kernel: poisoned(clean.kernel, value, offset, 4) }),
        );
        return [forward!, gradInput!, gradKernel!, weightForward!, weightGradInput!];
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

/** Named by where its weight lies: no product has one that lies over padding, so that all of y is finite. */
function withWeight(c: ConformanceCase): ConformanceCase {
  const isOverPadding = expectedOf(c, 'forward').data.every(Number.isFinite);
  return { ...c, name: `weight-${isOverPadding ? 'over-padding' : 'inside'}-${c.name}` };
}

/** @param fromMiddle How many elements behind the middle `'middle'` is. */
function poisoned(
  array: ConformanceCase['x'],
  value: number,
  offset: (typeof OFFSETS)[number],
  fromMiddle = 0,
): ConformanceCase['x'] {
  const data = array.data.slice();
  data[{ first: 0, middle: (data.length >> 1) + fromMiddle, last: data.length - 1 }[offset]] = value;
  return { data, shape: array.shape };
}
