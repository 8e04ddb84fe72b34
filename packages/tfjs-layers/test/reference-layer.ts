// The layer in float64, written from its documentation, with the operator's own reference.
import {
  errorBound,
  type InvolutionOptions,
  involution,
  kernelShapeFor,
  type NdArray,
  resolveGeometry,
  sizeOf,
  termsOf,
} from '@involution/core';
import { type Approximate, batchNorm, dense, exact, fill, relu } from './approximate.ts';

/** What the layer is, in the words of the operator. */
export interface ReferenceOptions extends InvolutionOptions {
  groups: number;
  epsilon: number;
  /** First position of the first pooling window, along each axis. */
  starts: readonly number[];
  /** Where the projection is, if there is one. */
  projection?: 'after' | 'before';
}

/** By the names that the layer's weights have behind its own. */
export type LayerWeights = Readonly<Record<string, NdArray>>;

/** y of the layer with ReLU and a batch norm in inference, and how far a float32 result may be from it. */
export function referenceLayer(x: NdArray, weights: LayerWeights, options: ReferenceOptions): Approximate {
  const { epsilon, starts, projection, ...aggregation } = options;
  const image = exact(x);
  const project = (tensor: Approximate) => dense(tensor, weights['projection/kernel']!, weights['projection/bias']);
  const windows = projection === 'before' ? project(image) : image;
  const [, ...outSizes] = kernelShapeFor(windows.shape, aggregation).slice(0, -1);
  const strides = outSizes.map((_, axis) => [aggregation.strides ?? 1].flat()[axis] ?? (aggregation.strides as number));
  const pooled = outSizes.reduce(
    (tensor, outSize, axis) => poolAlong(tensor, axis + 1, outSize, strides[axis]!, starts[axis]!),
    image,
  );
  const reduced = dense(pooled, weights['reduce/kernel']!, weights['reduce/bias']);
  const normal = weights['batch_norm/gamma']
    ? batchNorm(
        reduced,
        {
          gamma: weights['batch_norm/gamma'],
          beta: weights['batch_norm/beta']!,
          mean: weights['batch_norm/moving_mean']!,
          variance: weights['batch_norm/moving_variance']!,
        },
        epsilon,
      )
    : reduced;
  const y = aggregate(windows, dense(relu(normal), weights['span/kernel']!, weights['span/bias']), aggregation);
  return projection === 'after' ? project(y) : y;
}

function aggregate(x: Approximate, kernel: Approximate, options: InvolutionOptions): Approximate {
  const absolute = ({ shape, value, error }: Approximate) => ({
    shape,
    data: value.map((v, k) => Math.abs(v) + error[k]!),
  });
  const { data } = involution({ ...x, data: x.value }, { ...kernel, data: kernel.value }, options);
  const magnitude = involution(absolute(x), absolute(kernel), options);
  const fromKernel = involution(absolute(x), { ...kernel, data: kernel.error }, options).data;
  const fromX = involution({ ...x, data: x.error }, absolute(kernel), options).data;
  const terms = termsOf(resolveGeometry(x.shape, kernel.shape, options), 'forward');
  return fill(magnitude.shape, (k) => ({
    value: data[k]!,
    error: fromKernel[k]! + fromX[k]! + errorBound(terms, magnitude.data[k]!),
  }));
}

/** Means over the positions inside, along one axis: a sum, a division by the stride and a correction. */
function poolAlong(x: Approximate, axis: number, outSize: number, stride: number, start: number): Approximate {
  const inSize = x.shape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  return fill([...x.shape.slice(0, axis), outSize, ...x.shape.slice(axis + 1)], (index) => {
    const output = Math.floor(index / inner) % outSize;
    const row = Math.floor(index / inner / outSize) * inSize * inner + (index % inner);
    let [sum, magnitude, inherited, count] = [0, 0, 0, 0];
    for (let position = start + output * stride; position < start + (output + 1) * stride; position++) {
      if (position < 0 || position >= inSize) continue;
      const at = row + position * inner;
      sum += x.value[at]!;
      magnitude += Math.abs(x.value[at]!) + x.error[at]!;
      inherited += x.error[at]!;
      count++;
    }
    if (count === 0) return { value: 0, error: 0 };
    if (stride === 1) return { value: sum, error: inherited };
    return { value: sum / count, error: inherited / count + errorBound(stride + 3, magnitude / count) };
  });
}
