import { type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { chooseKernels } from './choose.ts';

function geometry(xShape: number[], options: InvolutionOptions) {
  return resolveGeometry(xShape, kernelShapeFor(xShape, { groups: 1, ...options }), options);
}

describe('chooseKernels', () => {
  it.for<[string, number[], InvolutionOptions, 'wasm' | 'typescript']>([
    ['a layer of a net', [1, 56, 56, 64], { kernelSize: 7, groups: 4 }, 'wasm'],
    ['four pixels', [1, 2, 2, 1], { kernelSize: 1 }, 'wasm'],
    ['a batch of two, of one pixel each', [2, 1, 1, 8], { kernelSize: 3 }, 'wasm'],
    ['one pixel', [1, 1, 1, 64], { kernelSize: 7, groups: 4 }, 'typescript'],
    [
      'one pixel that becomes four',
      [1, 1, 1, 8],
      {
        kernelSize: 1,
        pad: [
          [0, 1],
          [0, 1],
        ],
      },
      'wasm',
    ],
    ['four pixels that become one', [1, 2, 2, 8], { kernelSize: 2, pad: 'valid' }, 'wasm'],
    ['copies of 1 GiB', [1, 8192, 8192, 1], { kernelSize: 1, strides: 1, groups: 1 }, 'wasm'],
    ['copies of more than 1 GiB', [1, 8192, 8192, 2], { kernelSize: 1, groups: 1 }, 'typescript'],
  ])('for %s', ([, xShape, options, expected]) => {
    const g = geometry(xShape, options);
    expect(chooseKernels(g, true)).toBe(expected);
    expect(chooseKernels(g, false)).toBe('typescript');
  });
});
