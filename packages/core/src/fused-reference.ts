// The fused involution in float64: the kernel as its definition has it, and the operator of reference.ts.
import { type FusedGeometry, fusedShapeOf, resolveFusedGeometry } from './fused-geometry.ts';
import { kernelShapeOf, outputPositions, tapCount } from './geometry.ts';
import { checkData, type NdArray } from './nd-array.ts';
import type { FusedOperands, SpanTensorName } from './operations.ts';
import type { InvolutionOptions } from './options.ts';
import { computeReference, type ReferenceResult } from './reference.ts';
import { sizeOf } from './shape.ts';

/**
 * Involution by a kernel that a span generates: kernel[n, i, j, k] = Σ_r features[n, i, j, r] · spanWeights[r, k] + spanBias[k],
 * and y as `involution` has it.
 *
 * @param x `[N, H, W, C]`, or with one or three spatial axes; with C behind N when `dataFormat` is `'channelsFirst'`.
 * @param features `[N, Ho, Wo, R]`, or `[N, R, Ho, Wo]`.
 * @param spanWeights `[R, G·ΠK]`, G·ΠK in the options' `kernelOrder`.
 * @param spanBias `[G·ΠK]`, or `undefined`: none.
 * @param options See {@link InvolutionOptions}.
 * @returns y, and beside each element Σ_taps (Σ_r |features·spanWeights| + |spanBias|) · |x|, for `errorBound` with n of
 * `factorizedTermsOf`.
 * @throws InvolutionError when shapes, options or data do not fit together.
 */
export function fusedInvolution(
  x: NdArray,
  features: NdArray,
  spanWeights: NdArray,
  spanBias: NdArray | undefined,
  options: InvolutionOptions,
): ReferenceResult {
  const shapes = { x: x.shape, features: features.shape, spanWeights: spanWeights.shape, spanBias: spanBias?.shape };
  const geometry = resolveFusedGeometry(shapes, options);
  const bias = spanBias ?? { data: new Float64Array(spanWeights.shape[1]!), shape: [spanWeights.shape[1]!] };
  for (const [name, array] of Object.entries({ x, features, spanWeights, spanBias: bias })) checkData(name, array);
  return computeFusedReference(geometry, {
    x: x.data,
    features: features.data,
    spanWeights: spanWeights.data,
    spanBias: bias.data,
  });
}

/** What {@link fusedInvolution} does once it has checked its arguments. */
export function computeFusedReference(
  geometry: FusedGeometry,
  operands: FusedOperands<ArrayLike<number>>,
): ReferenceResult {
  const kernel = generateKernel(geometry, operands);
  const { data, shape } = computeReference('forward', geometry, { x: operands.x, kernel: kernel.data });
  const magnitudes = { x: Float64Array.from(operands.x, Math.abs), kernel: kernel.magnitude };
  return { data, shape, magnitude: computeReference('forward', geometry, magnitudes).data };
}

/**
 * All gradients of a fused involution in float64, each with Σ|terms| for `errorBound` with its n of `factorizedTermsOf`: that
 * for x is that of `gradInput` with the generated kernel, the others are sums of the kernel's gradient dκ, for
 * the features dκ·spanWeightsᵀ, for the weights featuresᵀ·dκ, for the bias Σ dκ.
 *
 * @param operands As many values as the shapes of {@link FusedGeometry} say; dy has the shape of y.
 */
export function computeFusedGradients(
  geometry: FusedGeometry,
  operands: FusedOperands<ArrayLike<number>> & { readonly dy: ArrayLike<number> },
): Readonly<Record<'x' | SpanTensorName, ReferenceResult>> {
  const { dy, x } = operands;
  const kernel = generateKernel(geometry, operands);
  const dx = computeReference('gradInput', geometry, { dy, kernel: kernel.data });
  const magnitudes = { dy: Float64Array.from(dy, Math.abs), kernel: kernel.magnitude };
  const magnitude = computeReference('gradInput', geometry, magnitudes).data;
  return {
    x: { ...dx, magnitude },
    ...spanGradients(geometry, operands, computeReference('gradKernel', geometry, { dy, x })),
  };
}

function spanGradients(
  geometry: FusedGeometry,
  { features, spanWeights }: Pick<FusedOperands<ArrayLike<number>>, 'features' | 'spanWeights'>,
  dKernel: ReferenceResult,
): Readonly<Record<SpanTensorName, ReferenceResult>> {
  const zeros = (tensor: SpanTensorName): ReferenceResult => {
    const shape = fusedShapeOf(geometry, tensor);
    return { data: new Float64Array(sizeOf(shape)), shape, magnitude: new Float64Array(sizeOf(shape)) };
  };
  const results = { features: zeros('features'), spanWeights: zeros('spanWeights'), spanBias: zeros('spanBias') };
  const { featureCount } = geometry;
  const columns = results.spanBias.data.length;
  forEachWeight(geometry, (n, position, k, kernelAt) => {
    const add = ({ data, magnitude }: ReferenceResult, at: number, factor: number) => {
      data[at]! += dKernel.data[kernelAt]! * factor;
      magnitude[at]! += dKernel.magnitude[kernelAt]! * Math.abs(factor);
    };
    add(results.spanBias, k, 1);
    for (let r = 0; r < featureCount; r++) {
      const feature = pixelAt(geometry, n, position, r, featureCount);
      add(results.features, feature, spanWeights[r * columns + k]!);
      add(results.spanWeights, r * columns + k, features[feature]!);
    }
  });
  return results;
}

/** The kernel tensor in the geometry's data format, and beside each weight Σ|terms|. */
export function generateKernel(
  g: FusedGeometry,
  { features, spanWeights, spanBias }: Omit<FusedOperands<ArrayLike<number>>, 'x'>,
): ReferenceResult {
  const shape = kernelShapeOf(g);
  const data = new Float64Array(sizeOf(shape));
  const magnitude = new Float64Array(data.length);
  const columns = g.groups * tapCount(g);
  forEachWeight(g, (n, position, k, to) => {
    data[to] = spanBias[k]!;
    magnitude[to] = Math.abs(spanBias[k]!);
    for (let r = 0; r < g.featureCount; r++) {
      const term = features[pixelAt(g, n, position, r, g.featureCount)]! * spanWeights[r * columns + k]!;
      data[to]! += term;
      magnitude[to]! += Math.abs(term);
    }
  });
  return { data, shape, magnitude };
}

/** Visits every weight of the kernel tensor: batch entry, output position, which of the span's it is, and where in the tensor. */
function forEachWeight(
  g: FusedGeometry,
  visit: (n: number, position: number, k: number, kernelAt: number) => void,
): void {
  const columns = g.groups * tapCount(g);
  const positions = outputPositions(g);
  for (let n = 0; n < g.batchSize; n++) {
    for (let position = 0; position < positions; position++) {
      for (let k = 0; k < columns; k++) visit(n, position, k, pixelAt(g, n, position, k, columns));
    }
  }
}

/** Where channel k of an output position is, among so many. */
function pixelAt(g: FusedGeometry, n: number, position: number, k: number, channels: number): number {
  const positions = outputPositions(g);
  const inEntry = g.dataFormat === 'channelsLast' ? position * channels + k : k * positions + position;
  return n * positions * channels + inEntry;
}
