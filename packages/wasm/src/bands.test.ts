// Maps whose copied rows are more than are kept at once, so that a call makes several copies.
import { problemOf } from '@involution/conformance';
import { errorBound, FLOAT32_UNIT_ROUNDOFF, kernelShapeFor, resolveGeometry } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, type Operation } from './index.ts';
import { makePlan } from './plan.ts';

const OPERATIONS: readonly Operation[] = ['forward', 'gradInput', 'gradKernel'];

describe.each([
  ['large groups', 16],
  ['small groups', 4],
])('%s in bands', (_, channels) => {
  it.each([
    ['stride 1', 1, 1],
    ['stride 2', 2, 1],
    ['dilation 3', 1, 3],
    ['stride 3, dilation 2', 3, 2],
  ])('%s', (name, strides, dilations) => {
    const xShape = [1, channels, 90, (128 * 16) / channels];
    const options = { kernelSize: 3, strides, dilations, groups: 1, dataFormat: 'NCHW' as const };
    const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
    for (const operation of OPERATIONS) {
      // Not all rows of a group at once.
      const { scratchBytes, words } = makePlan(operation, geometry, true);
      expect(scratchBytes - words.byteLength).toBeLessThan(channels * 90 * xShape[3] * 4);
      const { inputs, expected, terms } = problemOf(operation, geometry, name);
      const actual = loadInvolutionWasm().compute(operation, geometry, inputs);
      const wrong = actual.findIndex((value, k) => {
        const bound = errorBound(terms, expected.magnitude[k], FLOAT32_UNIT_ROUNDOFF);
        return !(Math.abs(value - expected.data[k]) <= bound);
      });
      expect(wrong).toBe(-1);
    }
  });
});
