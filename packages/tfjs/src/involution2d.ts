import { planarAxes, resolveGeometry } from '@involution/core';
import { reshape, squeeze, type Tensor3D, type Tensor4D, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.ts';
import { registerGradients } from './gradients.ts';
import type { Involution2DOptions } from './kernel-names.ts';
import { runForward } from './run.ts';
import { toTensor } from './to-tensor.ts';

/**
 * Involution (Li et al., CVPR 2021, arXiv 2103.06255): at every output position a K×K kernel of its own, shared by the
 * channels of a group, is laid over x.
 *
 *     y[n, i, j, c] = Σ_u Σ_v kernel[n, i, j, (g(c), u, v)] · x[n, i·sh + u·dh − top, j·sw + v·dw − left, c]
 *
 * Runs the kernel that a backend package has registered for the active backend (`@involution/tfjs-cpu` and its
 * siblings); without one, the same is composed from tfjs's own pad, slice, multiply and add, with a warning where there is
 * a package for the backend, unless the flag `INVOLUTION_WARN_UNREGISTERED` of `tf.env()` is false. Differentiable in both
 * inputs, to any order.
 *
 * @param x The feature map, float32, `[N, H, W, C]` or one image `[H, W, C]`.
 * @param kernel The weights, float32, `[N, Ho, Wo, G·Kh·Kw]`; N is 1 for one image.
 * @param options See core's `InvolutionOptions`: `kernelSize`, and by default stride 1, dilation 1, TensorFlow's `'same'`
 * padding, groups inferred from the kernel tensor, group-major and blocked as in the authors' code.
 * @returns y, float32, `[N, Ho, Wo, C]`, or `[Ho, Wo, C]` for one image.
 * @throws InvolutionError for bad shapes, options or dtypes, before any kernel runs; no tensor is left behind.
 */
export function involution2d<T extends Tensor3D | Tensor4D>(
  x: T | TensorLike,
  kernel: Tensor4D | TensorLike,
  options: Involution2DOptions,
): T {
  return tidy('involution2d', () => {
    checkOptions(options);
    const $x = toTensor('x', x);
    const $kernel = toTensor('kernel', kernel) as Tensor4D;
    const isOneImage = $x.rank === 3;
    const shape4D = (isOneImage ? [1, ...$x.shape] : $x.shape) as Tensor4D['shape'];
    const geometry = resolveGeometry(shape4D, $kernel.shape, options);
    planarAxes(geometry, 'the kernels of involution2d');
    registerGradients();
    const x4D = isOneImage ? reshape($x, shape4D) : $x;
    const y = runForward({ x: x4D, kernel: $kernel }, options, geometry);
    return (isOneImage ? squeeze(y, [0]) : y) as T;
  });
}
