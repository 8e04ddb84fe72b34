// Layers of random options, for properties that all have.
import type { InvolutionOptions } from '@involution/core';
import fc from 'fast-check';
import { Involution1D, Involution2D, Involution3D, type InvolutionLayerArgs } from '../src/index.ts';
import type { ReferenceOptions } from './reference-layer.ts';

/** A layer to make, and x's shape. */
export interface RandomLayer {
  rank: 1 | 2 | 3;
  args: InvolutionLayerArgs;
  xShape: number[];
}

const CLASSES = [Involution1D, Involution2D, Involution3D];

/** The layer of a number of spatial axes. */
export function layerOf({ rank, args }: RandomLayer) {
  return new CLASSES[rank - 1]!(args);
}

/** Layers of one of three ranks with any values of their options. */
export function randomLayers(ranks: readonly (1 | 2 | 3)[] = [1, 2, 3]): fc.Arbitrary<RandomLayer> {
  return fc.constantFrom(...ranks).chain((rank) => {
    const perAxis = (max: number) => {
      const one = fc.integer({ min: 1, max });
      return fc.oneof(one, fc.array(one, { minLength: rank, maxLength: rank }));
    };
    const ends = fc.tuple(fc.nat(2), fc.nat(2));
    const padding = fc.oneof(
      fc.constantFrom('same' as const, 'valid' as const),
      fc.nat(2),
      fc.array(ends, { minLength: rank, maxLength: rank }),
      ...(rank === 1 ? [fc.constant('causal' as const)] : []),
    );
    const spatial = fc.array(fc.integer({ min: 5, max: 7 }), { minLength: rank, maxLength: rank });
    return fc
      .record({ groups: fc.constantFrom(1, 2), perGroup: fc.constantFrom(2, 3), spatial, batch: fc.constantFrom(1, 2) })
      .chain(({ groups, perGroup, spatial: sizes, batch }) => {
        const channels = groups * perGroup;
        const options = fc.record(
          {
            strides: perAxis(3),
            dilationRate: perAxis(2),
            padding,
            dialect: fc.constantFrom('authors' as const, 'reich' as const, 'keras' as const, 'shuuchen' as const),
            kernelOrder: fc.constantFrom('group-major' as const, 'tap-major' as const),
            channelGrouping: fc.constantFrom('blocked' as const, 'interleaved' as const),
            reduceUseBias: fc.boolean(),
            spanUseBias: fc.boolean(),
            useBatchNorm: fc.boolean(),
            batchNormEpsilon: fc.constantFrom(1e-5, 1e-3),
            batchNormMomentum: fc.constantFrom(0.7, 0.99),
            filters: fc.constantFrom(channels, 2 * channels, 4 * channels),
            projection: fc.constantFrom('after' as const, 'before' as const),
            projectionUseBias: fc.boolean(),
          },
          { requiredKeys: [] },
        );
        const grouping = fc.constantFrom({ groups }, { channelsPerGroup: perGroup });
        const hidden = fc.constantFrom({}, { reduction: 2 }, { hidden: 3 });
        return fc.tuple(perAxis(3), options, grouping, hidden).map(([kernelSize, others, group, features]) => ({
          rank,
          xShape: [batch, ...sizes, channels],
          args: { kernelSize, ...others, ...group, ...features } as InvolutionLayerArgs,
        }));
      });
  });
}

/** What a layer's config says, in the words of the reference. */
export function referenceOptionsOf(
  rank: number,
  layer: ReturnType<typeof layerOf>,
  xShape: readonly number[],
): ReferenceOptions {
  const config = layer.getConfig() as unknown as Required<InvolutionLayerArgs>;
  const list = (value: number | readonly number[]) =>
    Array.from({ length: rank }, (_, k) => [value].flat()[k] ?? Number(value));
  const [sizes, strides, dilations] = [list(config.kernelSize), list(config.strides), list(config.dilationRate)];
  const reach = sizes.map((size, k) => dilations[k]! * (size - 1));
  const { padding } = config;
  const pad = padding === 'causal' ? [[reach[0]!, 0] as const] : padding;
  const starts = sizes.map((_, k) => {
    if (padding === 'same') return 0;
    if (padding === 'causal') return 1 - strides[k]!;
    const before = padding === 'valid' ? 0 : typeof padding === 'number' ? padding : padding[k]![0];
    return Math.floor(reach[k]! / 2) - before;
  });
  const channels = xShape.at(-1)!;
  const isProjected = config.filters !== undefined && config.filters !== channels;
  const windowChannels = isProjected && config.projection === 'before' ? config.filters : channels;
  return {
    kernelSize: sizes,
    strides,
    dilations,
    pad: pad as InvolutionOptions['pad'] & {},
    groups: config.groups ?? (config.channelsPerGroup ? windowChannels / config.channelsPerGroup : 1),
    kernelOrder: config.kernelOrder,
    channelGrouping: config.channelGrouping,
    epsilon: config.batchNormEpsilon,
    starts,
    ...(isProjected ? { projection: config.projection } : {}),
  };
}
