import { describe, expect, it } from 'vitest';
import { geometry } from '../test/geometry.ts';
import { walkedAxis } from './axes.ts';
import { sourcesReachingInputs, sourcesUnderOutputs } from './sources.ts';

describe('sourcesUnderOutputs', () => {
  it('lists each column of x once, with all it takes part in', () => {
    const g = geometry([1, 8, 8, 1], { kernelSize: 2, groups: 1 });
    expect(sourcesUnderOutputs(walkedAxis(g), 2)).toEqual([
      { offset: 0, products: [{ pixel: 0, tap: 0 }] },
      {
        offset: 1,
        products: [
          { pixel: 1, tap: 0 },
          { pixel: 0, tap: 1 },
        ],
      },
      { offset: 2, products: [{ pixel: 1, tap: 1 }] },
    ]);
  });

  it('leaves out columns between the taps', () => {
    const g = geometry([1, 30, 30, 1], { kernelSize: 2, dilations: 10, strides: 3, groups: 1 });
    expect(sourcesUnderOutputs(walkedAxis(g), 2).map(({ offset }) => offset)).toEqual([0, 3, 10, 13]);
  });
});

describe('sourcesReachingInputs', () => {
  it('keeps the pairs that a stride allows', () => {
    // Window j starts at 2j. Padded column 0 is tap 0 of window 0 and tap 2 of window −1; column 1 is tap 1 of window 0.
    const g = geometry([1, 8, 8, 1], { kernelSize: 3, strides: 2, groups: 1 });
    expect(sourcesReachingInputs(walkedAxis(g), 2)).toEqual([
      { offset: -1, products: [{ pixel: 0, tap: 2 }] },
      {
        offset: 0,
        products: [
          { pixel: 0, tap: 0 },
          { pixel: 1, tap: 1 },
        ],
      },
    ]);
  });
});
