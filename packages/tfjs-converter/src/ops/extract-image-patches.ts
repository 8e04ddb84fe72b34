import { kernelShapeFor, resolveGeometry } from '@involution/core';
import type { OpExecutor } from '@tensorflow/tfjs-converter';
import { concat, pad, stridedSlice, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/**
 * TensorFlow's `ExtractImagePatches`, which `tf.image.extract_patches` becomes: the windows of an image `[N, H, W, C]` as
 * channels, `[N, Ho, Wo, Kh·Kw·C]`, channels of x fastest. Where a window leaves the image it holds zeros.
 */
export const runExtractImagePatches: OpExecutor = ({ inputs, attrs }) => {
  const x = inputs[0] as Tensor4D;
  const [kernelSize, strides, dilations] = ['ksizes', 'strides', 'rates'].map((name) =>
    (attrs[name] as number[]).slice(1, 3),
  ) as [number[], number[], number[]];
  const options = { kernelSize, strides, dilations, pad: attrs.padding as 'same' | 'valid', groups: 1 };
  const { axes } = resolveGeometry(x.shape, kernelShapeFor(x.shape, options), options);
  const [rows, columns] = axes as [(typeof axes)[number], (typeof axes)[number]];
  return tidy(() => {
    const padded = pad(x, [
      [0, 0],
      ...axes.map(({ padBefore, padAfter }) => [padBefore, padAfter] as [number, number]),
      [0, 0],
    ]);
    const taps: Tensor[] = [];
    for (let u = 0; u < rows.kernelSize; u++) {
      for (let v = 0; v < columns.kernelSize; v++) {
        const begin = [0, u * rows.dilation, v * columns.dilation, 0];
        const lengths = axes.map(({ outSize, stride }) => (outSize - 1) * stride + 1);
        const end = [x.shape[0], begin[1]! + lengths[0]!, begin[2]! + lengths[1]!, x.shape[3]];
        taps.push(stridedSlice(padded, begin, end, [1, rows.stride, columns.stride, 1]));
      }
    }
    return concat(taps, 3);
  });
};
