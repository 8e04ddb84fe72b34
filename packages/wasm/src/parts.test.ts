import { randomFloats } from '@involution/conformance';
import {
  computeFusedReference,
  computeReference,
  errorBound,
  type FusedGeometry,
  type FusedOperands,
  factorizedTermsOf,
  fusedShapeOf,
  type InvolutionGeometry,
  kernelShapeOf,
  type Operands,
  operandsOf,
  type ReferenceResult,
  resolveFusedGeometry,
  resolveGeometry,
  sizeOf,
  termsOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bind } from './bind.ts';
import { OF_FORWARD } from './kits.ts';
import { fastestBuild } from './load.ts';
import { partsOf, worthwhilePartsOf } from './parts.ts';
import { align } from './structure.ts';
import { FLOAT } from './units.ts';

type Forward = 'forward' | 'fusedForward';

const memory = new WebAssembly.Memory({ initial: 64 });
const { exports, plan } = bind(OF_FORWARD, fastestBuild(OF_FORWARD.modules), memory);

/** y, part by part, from the last to the first, with numbers in scratch memory that were there before. */
function inParts(
  operation: Forward,
  geometry: InvolutionGeometry,
  operands: Operands<Float32Array> | FusedOperands<Float32Array>,
  wanted: number,
) {
  const inputs = operandsOf(operation, operands as Operands<Float32Array>);
  let end = 64;
  const place = (length: number) => {
    const at = end;
    end += align(length * FLOAT) + 32;
    return at;
  };
  const starts = inputs.map((values) => {
    const at = place(values.length);
    new Float32Array(memory.buffer, at, values.length).set(values);
    return at;
  });
  const length = sizeOf(yShapeOf(geometry));
  const y = place(length);
  const result = () => new Float32Array(memory.buffer, y, length);
  result().fill(Number.NaN);
  const { part, distances } = partsOf(operation, geometry, wanted);
  const { kernel, words, scratchBytes } = plan(operation as 'forward', geometry, part);
  new Uint8Array(memory.buffer, end, scratchBytes).fill(255);
  for (const ofPart of [...distances].reverse()) {
    new Int32Array(memory.buffer, end, words.length).set(words);
    exports[kernel](end, ...ofPart.map((distance, k) => [...starts, y][k]! + distance));
  }
  return { y: result(), count: distances.length, kernel };
}

function expectWithin(y: Float32Array, { data, magnitude }: ReferenceResult, terms: number): void {
  const outside = [...y].filter((value, k) => !(Math.abs(value - data[k]!) <= errorBound(terms, magnitude[k]!)));
  expect(outside).toEqual([]);
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 1, max: 6 }),
  channelsPerGroup: fc.constantFrom(1, 3, 4, 8, 16, 24),
  height: fc.integer({ min: 3, max: 7 }),
  width: fc.integer({ min: 3, max: 9 }),
  kernelSize: fc.constantFrom(1, 2, 3),
  stride: fc.integer({ min: 1, max: 2 }),
  kernelOrder: fc.constantFrom('group-major', 'tap-major'),
  channelGrouping: fc.constantFrom('blocked', 'interleaved'),
  wanted: fc.integer({ min: 1, max: 9 }),
  featureCount: fc.integer({ min: 4, max: 9 }),
} as const);

describe('all parts together are y', () => {
  it('of an involution', () => {
    let divided = 0;
    const check = fc.property(
      sizes,
      ({ batch, groups, channelsPerGroup, height, width, kernelSize, wanted, ...rest }) => {
        const { stride, kernelOrder, channelGrouping } = rest;
        const options = { kernelSize, groups, strides: stride, pad: 1, kernelOrder, channelGrouping } as const;
        const xShape = [batch, groups * channelsPerGroup, height, width];
        const out = (size: number) => Math.floor((size + 2 - kernelSize) / stride) + 1;
        const kernelShape = [batch, groups * kernelSize ** 2, out(height), out(width)];
        const geometry = resolveGeometry(xShape, kernelShape, { ...options, dataFormat: 'channelsFirst' });
        const x = randomFloats('x', sizeOf(xShapeOf(geometry)));
        const kernel = randomFloats('kernel', sizeOf(kernelShapeOf(geometry)));
        const { y, count } = inParts('forward', geometry, { x, kernel }, wanted);
        if (wanted <= batch * groups) expect(count).toBeGreaterThanOrEqual(wanted);
        if (count > 1) divided++;
        expectWithin(y, computeReference('forward', geometry, { x, kernel }), termsOf(geometry, 'forward'));
      },
    );
    fc.assert(check, { numRuns: 300 });
    expect(divided).toBeGreaterThan(100);
  });

  it('of a fused involution', () => {
    let divided = 0;
    const check = fc.property(sizes, ({ batch, groups, height, width, stride, wanted, featureCount, ...rest }) => {
      const { kernelOrder, channelGrouping } = rest;
      if (kernelOrder === 'tap-major' && channelGrouping === 'interleaved' && groups > 1) return;
      const options = { kernelSize: 3, groups, strides: stride, pad: 1, kernelOrder, channelGrouping } as const;
      const out = (size: number) => Math.floor((size - 1) / stride) + 1;
      const [outHeight, outWidth] = [out(height + 4), out(width + 4)];
      const shapes = {
        x: [batch, groups * 16, height + 4, width + 4],
        features: [batch, featureCount, outHeight, outWidth],
        spanWeights: [featureCount, groups * 9],
      };
      const geometry: FusedGeometry = resolveFusedGeometry(shapes, { ...options, dataFormat: 'channelsFirst' });
      const random = (name: 'x' | 'features' | 'spanWeights' | 'spanBias') =>
        randomFloats(name, sizeOf(fusedShapeOf(geometry, name)));
      const [x, features] = [random('x'), random('features')];
      const operands = { x, features, spanWeights: random('spanWeights'), spanBias: random('spanBias') };
      const { y, count } = inParts('fusedForward', geometry, operands, wanted);
      if (count > 1) divided++;
      expectWithin(y, computeFusedReference(geometry, operands), factorizedTermsOf(geometry, featureCount));
    });
    fc.assert(check, { numRuns: 200 });
    expect(divided).toBeGreaterThan(50);
  });
});

it('divides channels of a group where there are no more groups', () => {
  const options = { kernelSize: 1, groups: 1, dataFormat: 'channelsFirst' } as const;
  const geometry = resolveGeometry([1, 24, 4, 4], [1, 1, 4, 4], options);
  const x = randomFloats('x', 24 * 16);
  const { y, count } = inParts('forward', geometry, { x, kernel: new Float32Array(16).fill(2) }, 4);
  expect(count).toBe(6);
  expect(y).toEqual(x.map((value) => 2 * value));
});

it('leaves small calls whole', () => {
  const options = { kernelSize: 7, groups: 4, pad: 3, dataFormat: 'channelsFirst' } as const;
  const partsOfSize = (size: number) =>
    worthwhilePartsOf('forward', resolveGeometry([1, 64, size, size], [1, 196, size, size], options), 4).distances
      .length;
  expect([4, 8, 12, 56].map(partsOfSize)).toEqual([1, 1, 4, 4]);
});
