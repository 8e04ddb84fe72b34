// The gradient of tf.conv2d for its filter, which tfjs has on every backend but this one. It is made of ops that tfjs
// has here, each of them XNNPACK's.
import {
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropFilterInputs,
  conv2d,
  getKernel,
  type KernelConfig,
  matMul,
  pad,
  type Rank,
  registerKernel,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

type ConvInfo = backend_util.Conv2DInfo;

/** Registers the kernel on backend `'wasm'`, unless there is one. */
export function registerConv2DFilterGradient(): void {
  if (getKernel(Conv2DBackpropFilter, 'wasm')) return;
  registerKernel({
    kernelName: Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: (({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as Conv2DBackpropFilterInputs & { x: Tensor4D; dy: Tensor4D };
      const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as unknown as Conv2DBackpropFilterAttrs;
      if (dataFormat !== 'NHWC') throw new Error(`Conv2DBackpropFilter on wasm takes NHWC, not ${dataFormat}.`);
      const info = backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
      return tidy(() => (isPointwise(info) ? byMatrices(x, dy, info) : byConvolution(x, dy, info)));
    }) as KernelConfig['kernelFunc'],
  });
}

function isPointwise({ filterHeight, filterWidth, padInfo }: ConvInfo): boolean {
  return filterHeight * filterWidth === 1 && padInfo.top + padInfo.left + padInfo.bottom + padInfo.right === 0;
}

/** Of a 1×1 filter: xᵀ·dy, with the positions of x that the filter was at. */
function byMatrices(x: Tensor4D, dy: Tensor4D, info: ConvInfo): Tensor {
  const { inChannels, outChannels } = info;
  const seen = reshape<Rank.R2>(everyStride(x, info), [-1, inChannels]);
  return reshape(matMul(transpose(seen), reshape<Rank.R2>(dy, [-1, outChannels])), [1, 1, inChannels, outChannels]);
}

/** Every sh-th row and sw-th column of x, as many as dy has. Rows of a matrix are cut, which is much faster than stridedSlice. */
function everyStride(x: Tensor4D, info: ConvInfo): Tensor {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  if (strideHeight * strideWidth === 1) return x;
  const [height, width] = [outHeight * strideHeight, outWidth * strideWidth];
  const whole = slice(x, [0, 0, 0, 0], [-1, Math.min(height, inHeight), Math.min(width, inWidth), -1]);
  const padded = pad(whole, [
    [0, 0],
    [0, Math.max(0, height - inHeight)],
    [0, Math.max(0, width - inWidth)],
    [0, 0],
  ]);
  const rows = slice(reshape(padded, [batchSize * outHeight, -1]), [0, 0], [-1, width * inChannels]);
  return slice(reshape(rows, [batchSize * outHeight * outWidth, -1]), [0, 0], [-1, inChannels]);
}

/**
 * Of any filter: itself a convolution, of x by dy, with batch and channels in each other's place:
 * dw[u, v, c, d] = Σ x[n, i·sh + u, j·sw + v, c] · dy[n, i, j, d] over n, i and j.
 */
function byConvolution(x: Tensor4D, dy: Tensor4D, info: ConvInfo): Tensor {
  const { filterHeight, filterWidth, padInfo, strideHeight, strideWidth } = info;
  const padded = pad(transpose(x, [3, 1, 2, 0]), [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const filter = transpose(dy, [1, 2, 0, 3]);
  const all = conv2d(padded, filter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
  return transpose(slice(all, [0, 0, 0, 0], [-1, filterHeight, filterWidth, -1]), [1, 2, 0, 3]);
}
