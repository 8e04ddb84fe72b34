// The operator in float64, written to be read against SPEC and the paper (Li et al., CVPR 2021, arXiv 2103.06255).
// All operations are the same walk over (output position, tap); they differ in who is multiplied into whom.
import { checkDyShape, type InvolutionGeometry, resolveGeometry } from './geometry.ts';
import { checkData, type NdArray } from './nd-array.ts';
import { type Operands, type Operation, operandsOf, resultShapeOf } from './operations.ts';
import type { InvolutionOptions } from './options.ts';
import { sizeOf } from './shape.ts';
import { stridesOf } from './strides.ts';

/** A reference result. `magnitude[k]` is Σ|terms| of element k: what {@link errorBound} needs to judge it. */
export interface ReferenceResult {
  data: Float64Array;
  shape: number[];
  magnitude: Float64Array;
}

/**
 * Involution: y[n, c, i, j] = Σ_u Σ_v kernel[n, g(c), u, v, i, j] · x[n, c, i·sh + u·dh − top, j·sw + v·dw − left], and
 * likewise with one or three spatial axes. Positions outside x take no part, so padding never turns an infinite weight
 * into NaN.
 *
 * @param x `[N, W, C]`, `[N, H, W, C]` or `[N, D, H, W, C]`; with C behind N when `dataFormat` is `'channelsFirst'`.
 * @param kernel `[N, Ho, Wo, G·Kh·Kw]`; with channels first `[N, G·Kh·Kw, Ho, Wo]` or `[N, G, Kh, Kw, Ho, Wo]`.
 * @param options See {@link InvolutionOptions}.
 * @returns y, `[N, Ho, Wo, C]` or `[N, C, Ho, Wo]`.
 * @throws InvolutionError when shapes, options or data do not fit together.
 */
export function involution(x: NdArray, kernel: NdArray, options: InvolutionOptions): ReferenceResult {
  const geometry = resolveGeometry(x.shape, kernel.shape, options);
  checkData('x', x);
  checkData('kernel', kernel);
  return computeReference('forward', geometry, { x: x.data, kernel: kernel.data });
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
  return computeReference('gradInput', geometry, { dy: dy.data, kernel: kernel.data });
}

/**
 * Gradient of {@link involution} for the kernel: dkernel[n, g, u, v, i, j] = Σ_{c in group g} x[n, c, tap] · dy[n, c, i, j],
 * and 0 where the tap lies outside x.
 *
 * @param dy Gradient of y, in the shape of y.
 * @param x As for {@link involution}.
 * @param kernelShape Shape of the kernel tensor.
 * @param options As for {@link involution}.
 * @returns The gradient, in the flat shape of the kernel tensor (the rank of x).
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
  return computeReference('gradKernel', geometry, { dy: dy.data, x: x.data });
}

/**
 * The exact result (to float64) of any operation of a geometry: what the functions above do once they have checked their
 * arguments.
 *
 * @param geometry From {@link resolveGeometry}.
 * @param operands Values of each operand in the geometry's data format, as many as its shape says.
 * @throws InvolutionError `MISSING_OPERAND`.
 */
export function computeReference(
  operation: Operation,
  geometry: InvolutionGeometry,
  operands: Operands<ArrayLike<number>>,
): ReferenceResult {
  const [a, b] = operandsOf(operation, operands).map((values) => Float64Array.from(values)) as [
    Float64Array,
    Float64Array,
  ];
  const shape = resultShapeOf(geometry, operation);
  const data = new Float64Array(sizeOf(shape));
  const magnitude = new Float64Array(data.length);
  const add = (at: number, term: number) => {
    data[at]! += term;
    magnitude[at]! += Math.abs(term);
  };
  const visits: Readonly<Record<Operation, Visit>> = {
    forward: (xAt, yAt, kernelAt) => add(yAt, b[kernelAt]! * a[xAt]!),
    gradInput: (xAt, yAt, kernelAt) => add(xAt, b[kernelAt]! * a[yAt]!),
    gradKernel: (xAt, yAt, kernelAt) => add(kernelAt, b[xAt]! * a[yAt]!),
  };
  forEachProduct(geometry, visits[operation]);
  return { data, shape, magnitude };
}

type Visit = (xAt: number, yAt: number, kernelAt: number) => void;

/** Visits every product of the sum: the positions in x, y and kernel of (batch, output position, tap, channel) inside x. */
function forEachProduct(g: InvolutionGeometry, visit: Visit): void {
  const { x, y, kernel } = stridesOf(g);
  // One spatial axis after the other, outermost first: output position, tap, and on to the next axis.
  const visitAxis = (k: number, xAt: number, yAt: number, kernelAt: number): void => {
    const axis = g.axes[k];
    if (axis === undefined) {
      for (let group = 0; group < g.groups; group++) {
        for (let channel = 0; channel < g.channelsPerGroup; channel++) {
          visit(
            xAt + group * x.group + channel * x.channelInGroup,
            yAt + group * y.group + channel * y.channelInGroup,
            kernelAt + group * kernel.group,
          );
        }
      }
      return;
    }
    for (let output = 0; output < axis.outSize; output++) {
      for (let tap = 0; tap < axis.kernelSize; tap++) {
        const input = output * axis.stride + tap * axis.dilation - axis.padBefore;
        if (input < 0 || input >= axis.inSize) continue;
        visitAxis(
          k + 1,
          xAt + input * x.spatial[k]!,
          yAt + output * y.spatial[k]!,
          kernelAt + output * kernel.spatial[k]! + tap * kernel.taps[k]!,
        );
      }
    }
  };
  for (let n = 0; n < g.batchSize; n++) visitAxis(0, n * x.batch, n * y.batch, n * kernel.batch);
}
