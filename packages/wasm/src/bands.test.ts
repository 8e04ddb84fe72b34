// Maps whose copied rows are more than are kept at once, so that a call makes several copies.
import { problemOf } from '@involution/conformance';
import { errorBound, kernelShapeFor, OPERATION_NAMES, resolveGeometry } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm } from './index.ts';
import { makePlan } from './plan.ts';

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
    const width = (128 * 16) / channels;
    const xShape = [1, channels, 90, width];
    const options = { kernelSize: 3, strides, dilations, groups: 1, dataFormat: 'channelsFirst' as const };
    const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
    for (const operation of OPERATION_NAMES) {
      // Not all rows of a group at once.
      const { scratchBytes, words } = makePlan(operation, geometry, true);
      expect(scratchBytes - words.byteLength).toBeLessThan(channels * 90 * width * 4);
      const { operands, expected, terms } = problemOf(operation, geometry, name);
      const actual = loadInvolutionWasm().compute(operation, geometry, operands);
      const wrong = actual.findIndex((value, k) => {
        const bound = errorBound(terms, expected.magnitude[k]!);
        return !(Math.abs(value - expected.data[k]!) <= bound);
      });
      expect(wrong).toBe(-1);
    }
  });
});
