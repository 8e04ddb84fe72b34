// Geometries that no layer has, and that compilers of shaders could not digest: windows of many taps in a row, and
// strides and dilations past 32 bits where nothing is stepped over.
import { makeCase, runConformance } from '@involution/conformance';
import { describe, expect, it } from 'vitest';
import { webglAdapter } from '../test/webgl-adapter.ts';

const far = 2 ** 33;

const cases = [
  makeCase('kernel-1x501', [1, 2, 40, 4], { kernelSize: [1, 501], groups: 2 }),
  makeCase('kernel-1x1001-tap-major', [1, 1, 9, 8], { kernelSize: [1, 1001], groups: 2, kernelOrder: 'tap-major' }),
  makeCase('kernel-65x1', [1, 40, 3, 4], { kernelSize: [65, 1], groups: 1 }),
  makeCase('one-output-of-far-strides', [1, 4, 5, 4], { kernelSize: [4, 5], strides: far, pad: 'valid', groups: 2 }),
  makeCase('one-column-of-far-strides', [2, 4, 5, 4], { kernelSize: 3, strides: [1, far], groups: 1 }),
  makeCase('one-tap-of-far-dilations', [1, 4, 5, 4], { kernelSize: 1, dilations: far, strides: 2, groups: 2 }),
  makeCase('volume-of-far-strides-and-dilations', [2, 3, 4, 5, 4], {
    kernelSize: [3, 1, 3],
    strides: [far, 1, 1],
    dilations: [1, far, 1],
    pad: 'valid',
    groups: 2,
  }),
  makeCase('33-taps-of-depth', [1, 9, 2, 3, 4], { kernelSize: [33, 1, 1], groups: 2 }),
  makeCase('one-row-of-far-dilations', [1, 4, 5, 4], { kernelSize: [1, 3], dilations: [far, 1], groups: 1 }),
];

describe('involutions of extreme geometry', () => {
  it.each([true, false])('are right, WEBGL_PACK = %s', async (isPackingAllowed) => {
    const { failed, passed, results } = await runConformance(
      webglAdapter('tfjs-webgl', { WEBGL_PACK: isPackingAllowed }),
      { cases },
    );
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect({ failed, passed }).toEqual({ failed: 0, passed: 3 * cases.length });
  });
});
