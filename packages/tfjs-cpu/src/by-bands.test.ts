import { randomFloats } from '@involution/conformance';
import { fusedShapeOf, type InvolutionOptions, kernelShapeFor, resolveFusedGeometry, sizeOf } from '@involution/core';
import { loadInvolutionWasm } from '@involution/wasm';
import { describe, expect, it } from 'vitest';
import { computeByBands } from './by-bands.ts';

const kernels = loadInvolutionWasm();

describe('y by bands', () => {
  it.each<[string, number[], InvolutionOptions & { groups: number }, number]>([
    ['two images of odd height', [2, 9, 5, 32], { kernelSize: 3, groups: 2 }, 2],
    ['a stride and a dilation', [1, 12, 7, 16], { kernelSize: 3, groups: 1, strides: 2, dilations: 2 }, 1],
    [
      'bands in the padding alone',
      [1, 2, 8, 16],
      {
        kernelSize: [1, 4],
        groups: 1,
        pad: [
          [3, 4],
          [0, 0],
        ],
      },
      2,
    ],
    [
      'uneven pads',
      [1, 8, 6, 16],
      {
        kernelSize: [5, 3],
        groups: 1,
        pad: [
          [4, 0],
          [0, 1],
        ],
      },
      3,
    ],
  ])('is that of all rows, to the bit: %s', (name, x, options, rows) => {
    const [batch, height, width, columns] = kernelShapeFor(x, options) as [number, number, number, number];
    const shapes = { x, features: [batch, height, width, 4], spanWeights: [4, columns] };
    const geometry = resolveFusedGeometry(shapes, options);
    expect(kernels.canFuse(geometry, 'fusedForward')).toBe(true);
    const values = (tensor: 'x' | 'features' | 'spanWeights' | 'spanBias') =>
      randomFloats(`${name} ${tensor}`, sizeOf(fusedShapeOf(geometry, tensor)));
    const operands = {
      x: values('x'),
      features: values('features'),
      spanWeights: values('spanWeights'),
      spanBias: values('spanBias'),
    };
    const rowBytes = 4 * width * geometry.channels;
    const y = computeByBands(kernels, geometry, operands, rows * rowBytes);
    expect(y).toEqual(kernels.compute('fusedForward', geometry, operands));
  });
});
