import { type InvolutionGeometry, kernelShapeFor, resolveGeometry } from '@involution/core';
import fc from 'fast-check';

const side = (max: number) => fc.integer({ min: 1, max });

/** A window along an axis of some size. */
const axis = (size: fc.Arbitrary<number>, maxKernelSize = 7, minKernelSize = 1) =>
  fc.record({
    size,
    kernelSize: fc.integer({ min: minKernelSize, max: maxKernelSize }),
    stride: side(4),
    dilation: side(3),
    pads: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
  });
const width = axis(fc.oneof(side(4), side(40)));
const axes = fc.oneof(
  fc.tuple(width),
  fc.tuple(axis(side(12)), width),
  fc.tuple(axis(side(5), 3), axis(side(8), 4), axis(side(12), 4)),
);

/** Of each spatial axis of a geometry. */
type Windows = typeof width extends fc.Arbitrary<infer T> ? T : never;

/** Geometries of every dialect, most of them awkward: odd sizes, few columns, windows larger than x, gaps in strides. */
export const geometries = geometriesOf(axes, side(9), fc.oneof(side(20), fc.constantFrom(8, 16, 32)));

const long = fc.integer({ min: 12, max: 40 });

/** Geometries whose kernels are many: of large windows, for several groups, on maps of many rows. */
export const manyKernels = geometriesOf(
  fc.oneof(
    fc.tuple(axis(long, 7, 3), axis(long, 7, 5)),
    fc.tuple(axis(side(4), 3, 2), axis(side(16), 4, 2), axis(long, 4, 3)),
  ),
  fc.constantFrom(2, 4, 8),
  fc.constant(4),
);

function geometriesOf(
  axes: fc.Arbitrary<Windows[]>,
  groups: fc.Arbitrary<number>,
  channelsPerGroup: fc.Arbitrary<number>,
): fc.Arbitrary<InvolutionGeometry> {
  return (
    fc
      .record({
        batchSize: side(2),
        axes,
        groups,
        channelsPerGroup,
        pad: fc.constantFrom('same' as const, 'valid' as const, 'by axis' as const),
        dialect: fc.record({
          kernelOrder: fc.constantFrom('group-major' as const, 'tap-major' as const),
          channelGrouping: fc.constantFrom('blocked' as const, 'interleaved' as const),
          dataFormat: fc.constantFrom('channelsLast' as const, 'channelsFirst' as const),
        }),
      })
      // A window larger than the padded input has no output.
      .filter(({ axes, pad }) =>
        axes.every(({ size, kernelSize, dilation, pads: [before, after] }) => {
          if (pad === 'same') return true;
          return size + (pad === 'valid' ? 0 : before + after) > dilation * (kernelSize - 1);
        }),
      )
      .map(({ batchSize, axes, groups, channelsPerGroup, pad, dialect }) => {
        const channels = groups * channelsPerGroup;
        const sizes = axes.map(({ size }) => size);
        const xShape =
          dialect.dataFormat === 'channelsLast' ? [batchSize, ...sizes, channels] : [batchSize, channels, ...sizes];
        const options = {
          ...dialect,
          groups,
          kernelSize: axes.map(({ kernelSize }) => kernelSize),
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
          pad: pad === 'by axis' ? axes.map(({ pads }) => pads) : pad,
        };
        return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
      })
  );
}
