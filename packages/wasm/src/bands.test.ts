// Maps whose copied rows are more than are kept at once, so that a call makes several copies; and volumes, of which it
// makes one for each slice.
import { problemOf } from '@involution/conformance';
import { errorBound, type InvolutionGeometry, OPERATION_NAMES, type Operation } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { geometryOf } from '../test/geometry-of.ts';
import { loadInvolutionWasm } from './index.ts';
import { OF_ALL } from './kits.ts';
import { makePlan } from './plan.ts';

const dataFormat = 'channelsFirst' as const;
const STEPS = [
  ['stride 1', 1, 1],
  ['stride 2', 2, 1],
  ['dilation 3', 1, 3],
  ['stride 3, dilation 2', 3, 2],
] as const;

function expectRight(operation: Operation, geometry: InvolutionGeometry, seed: string): void {
  const { operands, expected, terms } = problemOf(operation, geometry, seed);
  const actual = loadInvolutionWasm().compute(operation, geometry, operands);
  const wrong = actual.findIndex(
    (value, k) => !(Math.abs(value - expected.data[k]!) <= errorBound(terms, expected.magnitude[k]!)),
  );
  expect(wrong).toBe(-1);
}

describe.each([
  ['large groups', 16],
  ['small groups', 4],
])('%s in bands', (_, channels) => {
  it.each(STEPS)('%s', (name, strides, dilations) => {
    const width = (128 * 16) / channels;
    const geometry = geometryOf([1, channels, 90, width], { kernelSize: 3, strides, dilations, groups: 1, dataFormat });
    for (const operation of OPERATION_NAMES) {
      // Not all rows of a group at once.
      const { scratchBytes, words } = makePlan(operation, geometry, true, OF_ALL.layouts);
      expect(scratchBytes - words.byteLength).toBeLessThan(channels * 90 * width * 4);
      expectRight(operation, geometry, name);
    }
  });

  it.each(STEPS)('of volumes, %s', (name, strides, dilations) => {
    const shape = [2, channels, 8, 7, 9];
    const geometry = geometryOf(shape, { kernelSize: [2, 3, 3], strides, dilations, groups: 1, dataFormat });
    for (const operation of OPERATION_NAMES) expectRight(operation, geometry, name);
  });
});
