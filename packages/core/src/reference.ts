// The operator in float64, written to be read against SPEC and the paper (Li et al., CVPR 2021, arXiv 2103.06255).
// All three functions are the same walk over (output position, tap); they differ in who is multiplied into whom.
import {
  checkDyShape,
  type InvolutionGeometry,
  kernelShapeOf,
  resolveGeometry,
  xShapeOf,
  yShapeOf,
} from './geometry.ts';
import { checkData, type NdArray, sizeOf } from './nd-array.ts';
import type { InvolutionOptions } from './options.ts';
import { stridesOf } from './strides.ts';

/** A reference result. `magnitude[k]` is Σ|terms| of element k: what {@link errorBound} needs to judge it. */
export interface ReferenceResult {
  data: Float64Array;
  shape: number[];
  magnitude: Float64Array;
}

/**
 * Involution: y[n, c, i, j] = Σ_u Σ_v kernel[n, g(c), u, v, i, j] · x[n, c, i·sh + u·dh − top, j·sw + v·dw − left].
 * Positions outside x take no part, so padding never turns an infinite weight into NaN.
 *
 * @param x `[N, H, W, C]`, or `[N, C, H, W]` when `dataFormat` is `'NCHW'`.
 * @param kernel `[N, Ho, Wo, G·Kh·Kw]`; in NCHW `[N, G·Kh·Kw, Ho, Wo]` or `[N, G, Kh, Kw, Ho, Wo]`.
 * @param options See {@link InvolutionOptions}.
 * @returns y, `[N, Ho, Wo, C]` or `[N, C, Ho, Wo]`.
 * @throws InvolutionError when shapes, options or data do not fit together.
 */
export function involution(x: NdArray, kernel: NdArray, options: InvolutionOptions): ReferenceResult {
  const geometry = resolveGeometry(x.shape, kernel.shape, options);
  checkData('x', x);
  checkData('kernel', kernel);
  const [xs, ks] = [Float64Array.from(x.data), Float64Array.from(kernel.data)];
  const y = emptyResult(yShapeOf(geometry));
  forEachProduct(geometry, (xAt, yAt, kernelAt) => accumulate(y, yAt, ks[kernelAt] * xs[xAt]));
  return y;
}

/**
 * Gradient of {@link involution} for x: dx[n, c, h, w] = Σ kernel[n, g(c), u, v, i, j] · dy[n, c, i, j] over all
 * (i, j, u, v) whose tap reads (h, w).
 *
 * @param dy Gradient of y, in the shape of y.
 * @param kernel As for {@link involution}.
 * @param xShape Shape of x.
 * @param options As for {@link involution}.
 * @returns The gradient, in the shape of x.
 * @throws InvolutionError as {@link involution}, and `DY_SHAPE_MISMATCH`.
 */
export function involutionGradInput(
  dy: NdArray,
  kernel: NdArray,
  xShape: readonly number[],
  options: InvolutionOptions,
): ReferenceResult {
  const geometry = resolveGeometry(xShape, kernel.shape, options);
  checkDyShape(dy.shape, geometry);
  checkData('dy', dy);
  checkData('kernel', kernel);
  const [dys, ks] = [Float64Array.from(dy.data), Float64Array.from(kernel.data)];
  const dx = emptyResult(xShapeOf(geometry));
  forEachProduct(geometry, (xAt, yAt, kernelAt) => accumulate(dx, xAt, ks[kernelAt] * dys[yAt]));
  return dx;
}

/**
 * Gradient of {@link involution} for the kernel: dkernel[n, g, u, v, i, j] = Σ_{c in group g} x[n, c, tap] · dy[n, c, i, j],
 * and 0 where the tap lies outside x.
 *
 * @param dy Gradient of y, in the shape of y.
 * @param x As for {@link involution}.
 * @param kernelShape Shape of the kernel tensor.
 * @param options As for {@link involution}.
 * @returns The gradient, in the 4-D shape of the kernel tensor.
 * @throws InvolutionError as {@link involution}, and `DY_SHAPE_MISMATCH`.
 */
export function involutionGradKernel(
  dy: NdArray,
  x: NdArray,
  kernelShape: readonly number[],
  options: InvolutionOptions,
): ReferenceResult {
  const geometry = resolveGeometry(x.shape, kernelShape, options);
  checkDyShape(dy.shape, geometry);
  checkData('dy', dy);
  checkData('x', x);
  const [dys, xs] = [Float64Array.from(dy.data), Float64Array.from(x.data)];
  const dKernel = emptyResult(kernelShapeOf(geometry));
  forEachProduct(geometry, (xAt, yAt, kernelAt) => accumulate(dKernel, kernelAt, xs[xAt] * dys[yAt]));
  return dKernel;
}

function emptyResult(shape: number[]): ReferenceResult {
  const size = sizeOf(shape);
  return { data: new Float64Array(size), shape, magnitude: new Float64Array(size) };
}

function accumulate(result: ReferenceResult, at: number, term: number): void {
  result.data[at] += term;
  result.magnitude[at] += Math.abs(term);
}

/** Visits every product of the sum: the positions in x, y and kernel of (n, g, i, j, u, v, channel) inside x. */
function forEachProduct(g: InvolutionGeometry, visit: (xAt: number, yAt: number, kernelAt: number) => void): void {
  const { x, y, kernel } = stridesOf(g);
  for (let n = 0; n < g.batchSize; n++) {
    for (let i = 0; i < g.outHeight; i++) {
      for (let j = 0; j < g.outWidth; j++) {
        for (let u = 0; u < g.kernelHeight; u++) {
          const h = i * g.strideHeight + u * g.dilationHeight - g.padTop;
          if (h < 0 || h >= g.inHeight) continue;
          for (let v = 0; v < g.kernelWidth; v++) {
            const w = j * g.strideWidth + v * g.dilationWidth - g.padLeft;
            if (w < 0 || w >= g.inWidth) continue;
            const xTap = n * x.batch + h * x.row + w * x.column;
            const yPixel = n * y.batch + i * y.row + j * y.column;
            const kernelTap =
              n * kernel.batch + i * kernel.row + j * kernel.column + u * kernel.tapRow + v * kernel.tapColumn;
            for (let group = 0; group < g.groups; group++) {
              for (let member = 0; member < g.channelsPerGroup; member++) {
                visit(
                  xTap + group * x.group + member * x.member,
                  yPixel + group * y.group + member * y.member,
                  kernelTap + group * kernel.group,
                );
              }
            }
          }
        }
      }
    }
  }
}
