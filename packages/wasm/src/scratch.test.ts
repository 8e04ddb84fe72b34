// What scratch memory a call asks for: copies of rows, of no more rows than fit a core's cache, and only what taps read.
import { problemOf } from '@involution/conformance';
import {
  errorBound,
  FUSED_OPERATION_NAMES,
  type InvolutionGeometry,
  OPERATION_NAMES,
  type Operation,
} from '@involution/core';
import { describe, expect, it } from 'vitest';
import { geometryOf } from '../test/geometry-of.ts';
import { makeFusedPlan } from './fused-plan.ts';
import { loadInvolutionWasm, supportedBuilds } from './index.ts';
import { OF_ALL } from './kits.ts';
import { makePlan } from './plan.ts';

const dataFormat = 'channelsFirst' as const;
const wasm = loadInvolutionWasm();

function expectRight(operation: Operation, geometry: InvolutionGeometry): void {
  const { operands, expected, terms } = problemOf(operation, geometry, 'scratch');
  const actual = wasm.compute(operation, geometry, operands);
  const wrong = actual.findIndex(
    (value, k) => !(Math.abs(value - expected.data[k]!) <= errorBound(terms, expected.magnitude[k]!)),
  );
  expect(wrong).toBe(-1);
}

it('is for copies of rows alone, beyond the words', () => {
  const ofChannels = makePlan('forward', geometryOf([1, 5, 6, 16], { kernelSize: 3, groups: 2 }), true, OF_ALL.layouts);
  expect(ofChannels.scratchBytes - ofChannels.words.byteLength).toBeLessThan(16);
  const ofColumns = makePlan(
    'forward',
    geometryOf([1, 16, 5, 6], { kernelSize: 3, groups: 2, dataFormat }),
    true,
    OF_ALL.layouts,
  );
  expect(ofColumns.scratchBytes).toBeGreaterThan(ofColumns.words.byteLength + 8 * 8 * 4);
  const ofTransposed = makePlan(
    'forward',
    geometryOf([1, 32, 5, 6], { kernelSize: 3, groups: 2, dataFormat }),
    true,
    OF_ALL.layouts,
  );
  // All of a group and a row of the target.
  expect(ofTransposed.scratchBytes - ofTransposed.words.byteLength - (5 + 1) * 6 * 16 * 4).toBeLessThan(16);
});

it('is bounded on a large map by working in bands', () => {
  const large = geometryOf([1, 16, 2048, 256], { kernelSize: 7, groups: 1, dataFormat });
  for (const operation of OPERATION_NAMES) {
    expect(makePlan(operation, large, true, OF_ALL.layouts).scratchBytes).toBeLessThan(2 ** 20);
  }
});

it('of fused kernels is for few rows of kernels, whatever the map', () => {
  for (const side of [64, 512]) {
    const geometry = { ...geometryOf([1, side, 64, 64], { kernelSize: 7, groups: 4 }), featureCount: 16 };
    for (const operation of FUSED_OPERATION_NAMES) {
      const { scratchBytes, words } = makeFusedPlan(operation, geometry, 'relaxed-simd', OF_ALL.fusedLayouts);
      // 12 MiB and 98 MiB of kernels.
      expect(scratchBytes - words.byteLength).toBeLessThan(1024 * 1024);
    }
  }
});

const far = 2 ** 24;
describe.each([
  ['a stride past x', { kernelSize: 3, strides: far }],
  ['a stride of more than 32 bits', { kernelSize: 3, strides: 2 ** 33 }],
  ['strides from one margin to the other', { kernelSize: 1, strides: far, pad: far }],
  ['a stride that leaves out most phases', { kernelSize: [1, 2] as const, strides: [1, 5], pad: 4 }],
  ['a dilation past x', { kernelSize: 2, dilations: far, pad: [[far - 3, 0] as const, [far - 3, 0] as const] }],
  ['a dilation of more than 32 bits', { kernelSize: 2, dilations: 2 ** 33, pad: 2 ** 32 }],
])('%s', (_, options) => {
  const geometry = geometryOf([1, 4, 4, 4], { ...options, groups: 1, dataFormat });

  it.each(OPERATION_NAMES)('asks for no more than a few rows, and is right: %s', (operation) => {
    for (const build of supportedBuilds()) {
      expect(makePlan(operation, geometry, build !== 'scalar', OF_ALL.layouts).scratchBytes).toBeLessThan(8192);
    }
    expectRight(operation, geometry);
  });
});
