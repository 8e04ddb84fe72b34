import type { FusedOperation, InvolutionGeometry, Operation } from '@involution/core';
import { expect, it } from 'vitest';
import { geometryOf } from '../test/geometry-of.ts';
import { chooseFusedVariant, chooseVariant } from './variant.ts';

const first = 'channelsFirst' as const;
const eight = geometryOf([1, 5, 6, 16], { kernelSize: 3, groups: 2 });
const two = geometryOf([1, 5, 6, 6], { kernelSize: 3, groups: 3 });
const interleaved = geometryOf([1, 5, 6, 16], { kernelSize: 3, groups: 4, channelGrouping: 'interleaved' });
const oneInterleaved = geometryOf([1, 5, 6, 8], { kernelSize: 3, groups: 1, channelGrouping: 'interleaved' });
const depthwise = geometryOf([1, 5, 6, 8], { kernelSize: 3, groups: 8 });
const three = geometryOf([1, 5, 6, 3], { kernelSize: 3, groups: 1 });
const firstEight = geometryOf([1, 16, 5, 6], { kernelSize: 3, groups: 2, dataFormat: first });
const firstEightFive = geometryOf([1, 16, 5, 6], { kernelSize: 5, groups: 2, dataFormat: first });
const firstSixteen = geometryOf([1, 32, 5, 6], { kernelSize: 3, groups: 2, dataFormat: first });
const line = (length: number, kernelSize: number) =>
  geometryOf([1, 32, length], { kernelSize, groups: 2, dataFormat: first });
const firstNarrow = geometryOf([1, 32, 5, 6], { kernelSize: 3, groups: 2, strides: 2, dataFormat: first });

it.each<[string, Operation, InvolutionGeometry, boolean, string]>([
  ['four channels per group or more', 'forward', eight, true, 'channels'],
  ['four channels per group or more, the gradient of the kernel', 'gradKernel', eight, true, 'channels'],
  ['groups of two', 'forward', two, true, 'groups'],
  ['groups of two, the gradient of the kernel', 'gradKernel', two, true, 'scalar'],
  ['interleaved groups', 'gradInput', interleaved, true, 'groups'],
  ['interleaved groups, the gradient of the kernel', 'gradKernel', interleaved, true, 'groups'],
  ['one interleaved group', 'forward', oneInterleaved, true, 'channels'],
  ['depthwise', 'gradKernel', depthwise, true, 'groups'],
  ['three channels', 'forward', three, true, 'scalar'],
  ['channels first, groups of eight, K = 3', 'forward', firstEight, true, 'columns'],
  ['channels first, groups of eight, K = 5', 'forward', firstEightFive, true, 'transposed'],
  ['channels first, groups of sixteen', 'gradInput', firstSixteen, true, 'transposed'],
  ['channels first, groups of sixteen, the gradient of the kernel', 'gradKernel', firstSixteen, true, 'columns'],
  ['channels first, groups of sixteen in rows of three', 'forward', firstNarrow, true, 'columns'],
  ['channels first, a short line', 'forward', line(127, 3), true, 'transposed'],
  ['channels first, a line', 'forward', line(128, 3), true, 'columns'],
  ['channels first, a line with larger windows', 'forward', line(2047, 5), true, 'transposed'],
  ['channels first, a long line', 'forward', line(2048, 5), true, 'columns'],
  ['no SIMD', 'forward', eight, false, 'scalar'],
])('%s, %s', (_name, operation, geometry, hasSimd, variant) => {
  expect(chooseVariant(operation, geometry, hasSimd)).toBe(variant);
});

const tapMajor = geometryOf([1, 5, 6, 16], { kernelSize: 3, groups: 2, kernelOrder: 'tap-major' });
const twoTaps = geometryOf([1, 5, 6, 16], { kernelSize: [1, 2], groups: 2 });

it.each<[string, FusedOperation, InvolutionGeometry, number, string | undefined]>([
  ['four channels per group or more', 'fusedForward', eight, 3, 'channels'],
  ['four channels per group or more', 'fusedGradInput', eight, 3, 'channels'],
  ['four channels per group or more, a multiple of four features', 'fusedGradSpan', eight, 8, 'correlate'],
  ['other features', 'fusedGradSpan', eight, 6, undefined],
  ['taps outermost', 'fusedGradSpan', tapMajor, 4, 'correlate'],
  ['groups of two', 'fusedGradInput', two, 4, undefined],
  ['interleaved groups', 'fusedGradSpan', interleaved, 4, undefined],
  ['two taps', 'fusedGradSpan', twoTaps, 4, undefined],
  ['channels first, groups of sixteen', 'fusedForward', firstSixteen, 4, 'transposed'],
  ['channels first, groups of sixteen and few features', 'fusedForward', firstSixteen, 3, undefined],
  ['channels first, groups of sixteen', 'fusedGradInput', firstSixteen, 4, undefined],
  ['channels first, groups of sixteen', 'fusedGradSpan', firstSixteen, 4, undefined],
])('%s, %s', (_name, operation, geometry, featureCount, variant) => {
  expect(chooseFusedVariant(operation, { ...geometry, featureCount }, true)).toBe(variant);
  expect(chooseFusedVariant(operation, { ...geometry, featureCount }, false)).toBeUndefined();
});
