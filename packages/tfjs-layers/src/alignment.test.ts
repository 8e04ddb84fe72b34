import { type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputSizes, poolingAxes } from './alignment.ts';
import type { LayerPadding } from './layer-args.ts';
import { aggregationOptions, resolveArgs } from './resolve-args.ts';

/** The aggregation's own axis, from core. */
function axisOf(size: number, options: InvolutionOptions) {
  const shape = [1, size, 1];
  const { axes } = resolveGeometry(shape, kernelShapeFor(shape, { ...options, groups: 1 }), options);
  return axes[0]!;
}

const window = fc.record({
  kernelSize: fc.integer({ min: 1, max: 7 }),
  strides: fc.integer({ min: 1, max: 4 }),
  dilationRate: fc.integer({ min: 1, max: 3 }),
});
const explicit = fc.oneof(
  fc.constant<LayerPadding>('valid'),
  fc.integer({ min: 0, max: 4 }),
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })).map((ends) => [ends]),
);

/** Calls `check` for random axes that have an output. */
function forAll(
  padding: fc.Arbitrary<LayerPadding>,
  check: (pooling: ReturnType<typeof poolingAxes>[number], axis: ReturnType<typeof axisOf>) => void,
): void {
  fc.assert(
    fc.property(window, padding, fc.integer({ min: 0, max: 9 }), (options, pad, extra) => {
      const size = options.dilationRate * (options.kernelSize - 1) + 1 + extra;
      const resolved = resolveArgs({ ...options, padding: pad }, 1);
      const axis = axisOf(size, aggregationOptions(resolved, 1));
      const [pooling] = poolingAxes([size], resolved);
      expect(pooling).toMatchObject({ inSize: size, outSize: axis.outSize, stride: axis.stride });
      expect(outputSizes([size], resolved)).toEqual([axis.outSize]);
      check(pooling!, axis);
    }),
    { numRuns: 500 },
  );
}

describe('poolingAxes', () => {
  it('begins at the centre of the aggregation’s window, for explicit and valid padding', () => {
    forAll(explicit, ({ start }, { padBefore, kernelSize, dilation }) => {
      const [first, last] = [-padBefore, dilation * (kernelSize - 1) - padBefore];
      expect(start).toBe(first + Math.floor((last - first) / 2));
    });
  });

  it('begins at x’s first position, and needs every position of x, for same', () => {
    forAll(fc.constant('same'), ({ start, outSize, stride, inSize }) => {
      expect(start).toBe(0);
      expect(outSize * stride).toBeGreaterThanOrEqual(inSize);
      expect((outSize - 1) * stride).toBeLessThan(inSize);
    });
  });

  it('knows nothing behind the aggregation’s last tap, for causal', () => {
    forAll(fc.constant('causal'), ({ start, stride }, { padBefore, kernelSize, dilation }) => {
      expect(start + stride - 1).toBe(dilation * (kernelSize - 1) - padBefore);
    });
  });

  it('is the pooling of the authors’ code where sizes are multiples of the stride', () => {
    const { dialect, kernelSize, strides } = { dialect: 'authors', kernelSize: 7, strides: 2 } as const;
    expect(poolingAxes([8, 6], resolveArgs({ dialect, kernelSize, strides }, 2))).toEqual([
      { inSize: 8, outSize: 4, stride: 2, start: 0 },
      { inSize: 6, outSize: 3, stride: 2, start: 0 },
    ]);
  });

  it('leaves sizes open that are not known', () => {
    expect(outputSizes([null, 9], resolveArgs({ kernelSize: 3, strides: 2 }, 2))).toEqual([null, 5]);
  });
});
