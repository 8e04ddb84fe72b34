import type { PerAxis } from '@involution/core';
import { unexpected } from '@involution/core';
import type { Dialect, InvolutionLayerOptions } from './layer-args.ts';

/**
 * Each implementation's options, where they are not the layers' own defaults. Read in their code:
 * d-li14/involution, ChristophReich1996/Involution, the Keras example `involution.py`, shuuchen/involution.pytorch.
 */
const DIALECTS: Readonly<Record<Dialect, (kernelSize: PerAxis) => Partial<InvolutionLayerOptions>>> = {
  authors: (kernelSize) => ({
    channelsPerGroup: 16,
    reduction: 4,
    padding: halfOf(kernelSize, (size) => Math.floor((size - 1) / 2)),
    reduceUseBias: false,
    spanUseBias: true,
    batchNormEpsilon: 1e-5,
    batchNormMomentum: 0.9,
    kernelOrder: 'group-major',
    channelGrouping: 'blocked',
  }),
  reich: () => ({
    groups: 1,
    reduction: 1,
    padding: 3,
    reduceUseBias: false,
    spanUseBias: false,
    batchNormEpsilon: 1e-5,
    batchNormMomentum: 0.7,
    projection: 'before',
    projectionUseBias: false,
    kernelOrder: 'group-major',
    channelGrouping: 'blocked',
  }),
  keras: () => ({
    padding: 'same',
    reduceUseBias: true,
    spanUseBias: true,
    batchNormEpsilon: 1e-3,
    batchNormMomentum: 0.99,
    kernelOrder: 'tap-major',
    channelGrouping: 'interleaved',
  }),
  shuuchen: (kernelSize) => ({
    groups: 1,
    reduction: 2,
    padding: halfOf(kernelSize, (size) => Math.floor(size / 2)),
    reduceUseBias: true,
    spanUseBias: true,
    batchNormEpsilon: 1e-5,
    batchNormMomentum: 0.9,
    projection: 'after',
    projectionUseBias: true,
    kernelOrder: 'tap-major',
    channelGrouping: 'blocked',
  }),
};

/**
 * The options that make a layer that of a public implementation.
 *
 * | option | authors | reich | keras | shuuchen |
 * |---|---|---|---|---|
 * | `kernelOrder`, `channelGrouping` | group-major, blocked | group-major, blocked | tap-major, interleaved | tap-major, blocked |
 * | `padding` | ⌊(K−1)/2⌋ | 3, whatever K | same | ⌊K/2⌋ |
 * | biases of reduce, span | no, yes | no, no | yes, yes | yes, yes |
 * | batch norm's epsilon, momentum | 1e-5, 0.9 | 1e-5, 0.7 | 1e-3, 0.99 | 1e-5, 0.9 |
 * | `projection`, its bias | | before, no | | after, yes |
 * | `groups`, `reduction` | C/16, 4 | 1, 1 | none of its own | 1, 2 |
 *
 * Where sizes are no multiples of the strides, these implementations fail (authors, keras) or pool by windows that overlap
 * (shuuchen); Reich's fails at every stride but 1, and pools where the padding is not (K−1)/2. Ours pools as all layers do.
 *
 * @param kernelSize K, or one for each spatial axis, which the padding may follow.
 * @throws InvolutionError `INVALID_OPTIONS` for another dialect.
 */
export function dialectOptions(dialect: Dialect, kernelSize: PerAxis): Partial<InvolutionLayerOptions> {
  if (!Object.hasOwn(DIALECTS, dialect)) {
    throw unexpected('INVALID_OPTIONS', 'dialect', dialect, `one of ${Object.keys(DIALECTS).join(', ')}`);
  }
  return DIALECTS[dialect](kernelSize);
}

/** The same zeros before and behind, from the kernel's size along each axis. */
function halfOf(kernelSize: PerAxis, half: (size: number) => number): InvolutionLayerOptions['padding'] {
  if (!Array.isArray(kernelSize)) return half(kernelSize as number);
  return kernelSize.map((size) => [half(size), half(size)]);
}
