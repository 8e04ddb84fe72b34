import { type InvolutionGeometry, kernelShapeFor, resolveGeometry } from '@involution/core';
import fc from 'fast-check';

const side = (max: number) => fc.integer({ min: 1, max });
const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Geometries of every dialect, most of them awkward: odd sizes, few columns, windows larger than x, gaps in strides. */
export const geometries: fc.Arbitrary<InvolutionGeometry> = fc
  .record({
    batchSize: side(2),
    height: side(12),
    width: fc.oneof(side(4), side(40)),
    groups: side(9),
    channelsPerGroup: fc.oneof(side(20), fc.constantFrom(8, 16, 32)),
    options: fc.record({
      kernelSize: pair(1, 7),
      strides: pair(1, 4),
      dilations: pair(1, 3),
      pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.tuple(pair(0, 4), pair(0, 6))),
      kernelOrder: fc.constantFrom('group-major' as const, 'tap-major' as const),
      channelGrouping: fc.constantFrom('blocked' as const, 'interleaved' as const),
      dataFormat: fc.constantFrom('channelsLast' as const, 'channelsFirst' as const),
    }),
  })
  // A window larger than the padded input has no output.
  .filter(({ height, width, options }) =>
    ([height, width] as const).every((size, axis) => {
      if (options.pad === 'same') return true;
      const [before, after] = options.pad === 'valid' ? [0, 0] : options.pad[axis]!;
      return size + before + after > options.dilations[axis]! * (options.kernelSize[axis]! - 1);
    }),
  )
  .map(({ batchSize, height, width, groups, channelsPerGroup, options }) => {
    const channels = groups * channelsPerGroup;
    const xShape =
      options.dataFormat === 'channelsLast'
        ? [batchSize, height, width, channels]
        : [batchSize, channels, height, width];
    return resolveGeometry(xShape, kernelShapeFor(xShape, { ...options, groups }), { ...options, groups });
  });
