import { unexpected } from './errors.ts';
import { type InvolutionGeometry, kernelShapeFor, resolveGeometry, tapCount, yShapeOf } from './geometry.ts';
import { type FusedOperandName, type SpanTensorName, shapeOf, type TensorName } from './operations.ts';
import type { InvolutionOptions } from './options.ts';
import { isSameShape, spatialRank } from './shape.ts';
import { resolveOptions } from './validation.ts';

/**
 * Everything about an involution whose kernel is generated within it, by a span (a 1×1 convolution) of features; made by
 * {@link resolveFusedGeometry} alone.
 */
export interface FusedGeometry extends InvolutionGeometry {
  /** R, channels of the features: C/r in a layer. */
  readonly featureCount: number;
}

/** The shapes of what a fused involution reads. */
export interface FusedShapes {
  readonly x: readonly number[];
  readonly features: readonly number[];
  readonly spanWeights: readonly number[];
  readonly spanBias?: readonly number[] | undefined;
}

/** What a caller calls the tensors that a kernel is generated from. */
export type SpanNames = Readonly<Record<SpanTensorName, string>>;

const SPAN_NAMES: SpanNames = { features: 'features', spanWeights: 'spanWeights', spanBias: 'spanBias' };

/**
 * Checks the shapes of a fused involution and its options against each other.
 *
 * @param shapes Of x as for {@link resolveGeometry}; of the features `[N, Ho, Wo, R]`, or `[N, R, Ho, Wo]` when `dataFormat`
 * is `'channelsFirst'` (of x's rank); of the span's weights `[R, G·ΠK]`; of its bias `[G·ΠK]`.
 * @param options See {@link InvolutionOptions}. Where `groups` is not given, it follows from the span's weights.
 * @param names What errors call the tensors. Default: as here.
 * @throws InvolutionError `KERNEL_SHAPE_MISMATCH` when features, weights and bias do not fit x and the options, and as
 * {@link resolveGeometry}.
 */
export function resolveFusedGeometry(
  { x, features, spanWeights, spanBias }: FusedShapes,
  options: InvolutionOptions,
  names: SpanNames = SPAN_NAMES,
): FusedGeometry {
  const taps = tapCount({ axes: resolveOptions(options, spatialRank('x', x)).windows });
  const [featureCount, columns] = spanWeights as [number, number];
  const groups = options.groups ?? columns / taps;
  const areWeights = spanWeights.length === 2 && featureCount >= 1 && columns >= 1;
  if (!areWeights || !Number.isInteger(groups) || columns !== groups * taps) {
    const expected = options.groups ? `${groups * taps}` : `a multiple of ${taps}`;
    throw unexpected('KERNEL_SHAPE_MISMATCH', names.spanWeights, spanWeights, `[R, ${expected}]: R features by G·ΠK`);
  }
  if (spanBias && !isSameShape(spanBias, [columns])) {
    throw unexpected('KERNEL_SHAPE_MISMATCH', names.spanBias, spanBias, `[${columns}], a number for each weight`);
  }
  const geometry = { ...resolveGeometry(x, kernelShapeFor(x, { ...options, groups }), options), featureCount };
  const expected = featuresShapeOf(geometry);
  if (!isSameShape(features, expected)) {
    throw unexpected('KERNEL_SHAPE_MISMATCH', names.features, features, `[${expected.join(', ')}]`);
  }
  return geometry;
}

/** Shape of the features in the geometry's data format. */
export function featuresShapeOf(geometry: FusedGeometry): number[] {
  return yShapeOf({ ...geometry, channels: geometry.featureCount });
}

/** The shape of a tensor of a fused involution, in the geometry's data format. */
export function fusedShapeOf(geometry: FusedGeometry, tensor: TensorName | FusedOperandName): number[] {
  const columns = geometry.groups * tapCount(geometry);
  switch (tensor) {
    case 'features':
      return featuresShapeOf(geometry);
    case 'spanWeights':
      return [geometry.featureCount, columns];
    case 'spanBias':
      return [columns];
    default:
      return shapeOf(geometry, tensor);
  }
}
