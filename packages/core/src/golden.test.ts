// The reference and the dialects against results from PyTorch and Keras: the operator is judged by the conformance kit,
// which this package can't import, so here are the layer as a whole and the way from one dialect to the other.
import { type GoldenLayer, type GoldenTensor, layerCases } from '@involution/fixtures';
import { describe, expect, it } from 'vitest';
import {
  channelGroupingPermutation,
  convertDataFormat,
  invertPermutation,
  kernelOrderPermutation,
  permuteAxis,
} from './dialects.ts';
import { fusedInvolution } from './fused-reference.ts';
import { resolveGeometry } from './geometry.ts';
import type { NdArray, TypedNdArray } from './nd-array.ts';
import { involution } from './reference.ts';
import { sizeOf } from './shape.ts';

type Float64NdArray = TypedNdArray<Float64Array>;
const toArray = ({ data, shape }: GoldenTensor): Float64NdArray => ({ data: Float64Array.from(data), shape });

/** Largest difference as a share of the largest value. */
function distance(actual: NdArray, expected: NdArray): number {
  expect(actual.shape).toEqual(expected.shape);
  const size = Math.max(...Array.from(expected.data, Math.abs));
  return Math.max(...Array.from(actual.data, (value, k) => Math.abs(value - expected.data[k]!))) / size;
}

/** A 1×1 convolution's weight as a matrix [out][in], whichever framework it comes from. */
function matrixOf({ data, shape }: GoldenTensor, dialect: GoldenLayer['dialect']): number[][] {
  const [out, into] = dialect === 'pytorch' ? [shape[0]!, shape[1]!] : [shape[3]!, shape[2]!];
  const at = (o: number, i: number) => data[dialect === 'pytorch' ? o * into + i : i * out + o]!;
  return Array.from({ length: out }, (_, o) => Array.from({ length: into }, (_, i) => at(o, i)));
}

function multiply(matrix: number[][], bias: GoldenTensor | undefined, vector: number[]): number[] {
  return matrix.map((row, o) => row.reduce((sum, w, i) => sum + w * vector[i]!, bias?.data[o] ?? 0));
}

/** What the span of SPEC section 2 is applied to at one pixel: reduce, batch norm and ReLU. */
function featuresOf(layer: GoldenLayer, pixel: number[]): number[] {
  const { reduce, batchNorm } = layer.weights;
  return multiply(matrixOf(reduce.weight, layer.dialect), reduce.bias, pixel).map((z, r) => {
    const { gamma, beta, mean, variance } = batchNorm;
    const normal = (z - mean.data[r]!) / Math.sqrt(variance.data[r]! + layer.epsilon);
    return Math.max(0, normal * gamma.data[r]! + beta.data[r]!);
  });
}

/** The kernel generator at one pixel. */
function generate(layer: GoldenLayer, pixel: number[]): number[] {
  const { span } = layer.weights;
  return multiply(matrixOf(span.weight, layer.dialect), span.bias, featuresOf(layer, pixel));
}

/** Average pooling with window = stride, in NHWC; TensorFlow's SAME averages over the pixels that exist. */
function pool(x: Float64NdArray, stride: number, outHeight: number, outWidth: number): Float64NdArray {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const shape = [batch, outHeight, outWidth, channels];
  const data = new Float64Array(sizeOf(shape));
  const before = (size: number, out: number) => Math.floor(Math.max(0, out * stride - size) / 2);
  data.forEach((_, at) => {
    const c = at % channels;
    const j = Math.floor(at / channels) % outWidth;
    const i = Math.floor(at / channels / outWidth) % outHeight;
    const n = Math.floor(at / channels / outWidth / outHeight);
    const window: number[] = [];
    for (let a = 0; a < stride; a++) {
      for (let b = 0; b < stride; b++) {
        const h = i * stride + a - before(height, outHeight);
        const w = j * stride + b - before(width, outWidth);
        if (h >= 0 && h < height && w >= 0 && w < width)
          window.push(x.data[((n * height + h) * width + w) * channels + c]!);
      }
    }
    data[at] = window.reduce((sum, value) => sum + value, 0) / window.length;
  });
  return { data, shape };
}

/** A tensor in NHWC of what is made of the channels of each pixel, with strides after pooling; from x in NHWC. */
function mapPixels(layer: GoldenLayer, x: Float64NdArray, make: (pixel: number[]) => number[]): Float64NdArray {
  const [batch, outHeight, outWidth] = convertDataFormat(toArray(layer.kernel), layer.dataFormat, 'channelsLast')
    .shape as [number, number, number];
  const stride = layer.options.strides[0];
  const source = stride > 1 ? pool(x, stride, outHeight, outWidth) : x;
  const channels = x.shape[3]!;
  const pixels = Array.from({ length: batch * outHeight * outWidth }, (_, p) =>
    make(Array.from(source.data.subarray(p * channels, (p + 1) * channels))),
  );
  return { data: Float64Array.from(pixels.flat()), shape: [batch, outHeight, outWidth, pixels[0]!.length] };
}

describe.for(layerCases.map((layer) => [layer.name, layer] as const))('the layer %s', ([, layer]) => {
  const { dataFormat, options } = layer;
  const x = toArray(layer.x);
  const y = toArray(layer.y);

  it('generates the same kernel as its framework', () => {
    const kernel = mapPixels(layer, convertDataFormat(x, dataFormat, 'channelsLast'), (pixel) =>
      generate(layer, pixel),
    );
    expect(distance(convertDataFormat(kernel, 'channelsLast', dataFormat), toArray(layer.kernel))).toBeLessThan(1e-12);
  });

  it('aggregates to the same y as its framework', () => {
    expect(distance(involution(x, layer.kernel, { ...options, dataFormat }), y)).toBeLessThan(1e-12);
  });

  it('gives the same y with the span within the involution', () => {
    const nhwc = convertDataFormat(x, dataFormat, 'channelsLast');
    const features = mapPixels(layer, nhwc, (pixel) => featuresOf(layer, pixel));
    const matrix = matrixOf(layer.weights.span.weight, layer.dialect);
    const [into, out] = [matrix[0]!.length, matrix.length];
    const spanWeights = {
      data: Float64Array.from({ length: into * out }, (_, k) => matrix[k % out]![Math.floor(k / out)]!),
      shape: [into, out],
    };
    const { bias } = layer.weights.span;
    const placed = convertDataFormat(features, 'channelsLast', dataFormat);
    const fused = fusedInvolution(x, placed, spanWeights, bias, { ...options, dataFormat });
    expect(distance(fused, y)).toBeLessThan(1e-12);
  });

  it('gives the same y after conversion to the other dialect throughout', () => {
    const other = {
      dataFormat: dataFormat === 'channelsLast' ? 'channelsFirst' : 'channelsLast',
      kernelOrder: options.kernelOrder === 'group-major' ? 'tap-major' : 'group-major',
      channelGrouping: options.channelGrouping === 'blocked' ? 'interleaved' : 'blocked',
    } as const;
    const taps = options.kernelSize[0] * options.kernelSize[1];
    const channelAxis = other.dataFormat === 'channelsLast' ? 3 : 1;
    const { channels } = resolveGeometry(x.shape, layer.kernel.shape, { ...options, dataFormat });
    const order = kernelOrderPermutation(options.groups, taps, options.kernelOrder, other.kernelOrder);
    const grouping = channelGroupingPermutation(
      channels,
      options.groups,
      options.channelGrouping,
      other.channelGrouping,
    );
    const converted = involution(
      permuteAxis(convertDataFormat(x, dataFormat, other.dataFormat), channelAxis, grouping),
      permuteAxis(convertDataFormat(toArray(layer.kernel), dataFormat, other.dataFormat), channelAxis, order),
      { ...options, ...other },
    );
    const back = permuteAxis(converted, channelAxis, invertPermutation(grouping));
    expect(distance(convertDataFormat(back, other.dataFormat, dataFormat), y)).toBeLessThan(1e-12);
  });
});
