// The fused involution in float64: the kernel as its definition has it, and the operator of reference.ts.
import { type FusedGeometry, resolveFusedGeometry } from './fused-geometry.ts';
import { kernelShapeOf, outputPositions, tapCount } from './geometry.ts';
import { checkData, type NdArray } from './nd-array.ts';
import type { FusedOperands } from './operations.ts';
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

/** The kernel tensor in the geometry's data format, and beside each weight Σ|terms|. */
export function generateKernel(
  g: FusedGeometry,
  { features, spanWeights, spanBias }: Omit<FusedOperands<ArrayLike<number>>, 'x'>,
): ReferenceResult {
  const shape = kernelShapeOf(g);
  const data = new Float64Array(sizeOf(shape));
  const magnitude = new Float64Array(data.length);
  const columns = g.groups * tapCount(g);
  const positions = outputPositions(g);
  const isLast = g.dataFormat === 'channelsLast';
  /** Where channel k of a pixel is, among so many. */
  const at = (n: number, position: number, k: number, channels: number) =>
    n * positions * channels + (isLast ? position * channels + k : k * positions + position);
  for (let n = 0; n < g.batchSize; n++) {
    for (let position = 0; position < positions; position++) {
      for (let k = 0; k < columns; k++) {
        const to = at(n, position, k, columns);
        data[to] = spanBias[k]!;
        magnitude[to] = Math.abs(spanBias[k]!);
        for (let r = 0; r < g.featureCount; r++) {
          const term = features[at(n, position, r, g.featureCount)]! * spanWeights[r * columns + k]!;
          data[to]! += term;
          magnitude[to]! += Math.abs(term);
        }
      }
    }
  }
  return { data, shape, magnitude };
}
