// 1×1 convolutions on one tfjs backend, as conv2d and as matrix products; runs in Node and in the page alike.
import * as tf from '@tensorflow/tfjs';
import { contest, type Medians } from '../contest.ts';
import { timed } from '../tfjs/timed.ts';

/** A 1×1 convolution. */
export interface Pointwise {
  readonly batch: number;
  /** H = W of x. */
  readonly size: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
}

/** One contest. */
export interface PointwiseRow {
  readonly shape: Pointwise;
  readonly direction: 'forward' | 'forward + gradients';
  readonly medians: Medians;
}

/** Of training a small RedNet on digits, then of RedNet-50 at 224×224. */
const SHAPES: readonly Pointwise[] = [
  { batch: 16, size: 8, inChannels: 16, outChannels: 4, stride: 1 },
  { batch: 16, size: 8, inChannels: 64, outChannels: 32, stride: 1 },
  { batch: 16, size: 8, inChannels: 64, outChannels: 128, stride: 2 },
  { batch: 16, size: 2, inChannels: 256, outChannels: 512, stride: 2 },
  { batch: 1, size: 56, inChannels: 64, outChannels: 16, stride: 1 },
  { batch: 1, size: 28, inChannels: 512, outChannels: 128, stride: 1 },
  { batch: 1, size: 56, inChannels: 256, outChannels: 512, stride: 2 },
  { batch: 1, size: 14, inChannels: 1024, outChannels: 2048, stride: 2 },
];

type Layer = (x: tf.Tensor4D, weights: tf.Tensor2D) => tf.Tensor;

/** Times every shape on the active backend. */
export async function timePointwise(onProgress: (text: string) => void): Promise<PointwiseRow[]> {
  const backend = tf.getBackend();
  const rows: PointwiseRow[] = [];
  for (const shape of SHAPES) {
    onProgress(`tfjs ${backend}, ${describePointwise(shape)}`);
    const { batch, size, inChannels, outChannels } = shape;
    const x = tf.randomUniform<tf.Rank.R4>([batch, size, size, inChannels], -1, 1, 'float32', 1);
    const weights = tf.randomUniform<tf.Rank.R2>([inChannels, outChannels], -1, 1, 'float32', 2);
    const tensors = { backend, x, weights };
    const [matrix, conv2d] = [matrixLayer(shape), convLayer(shape)];
    rows.push({
      shape,
      direction: 'forward',
      medians: await contest({
        matrix: timed(tensors, () => matrix(x, weights)),
        conv2d: timed(tensors, () => conv2d(x, weights)),
      }),
    });
    rows.push({
      shape,
      direction: 'forward + gradients',
      medians: await contest({
        matrix: timed(tensors, () => withGradients(matrix, x, weights)),
        conv2d: timed(tensors, () => withGradients(conv2d, x, weights)),
      }),
    });
    tf.dispose([x, weights]);
  }
  return rows;
}

export function describePointwise({ batch, size, inChannels, outChannels, stride }: Pointwise): string {
  return `${batch}×${size}×${size}×${inChannels} → ${outChannels}${stride > 1 ? `, stride ${stride}` : ''}`;
}

/** What the models of `@involution/tfjs-layers` do: pool one pixel where there is a stride, and multiply. */
function matrixLayer({ stride, outChannels }: Pointwise): Layer {
  return (x, weights) => {
    const taken = stride > 1 ? tf.avgPool(x, 1, stride, 'valid') : x;
    const [batch, height, width, channels] = taken.shape;
    const pixels = tf.reshape(taken, [batch * height * width, channels]) as tf.Tensor2D;
    return tf.reshape(tf.matMul(pixels, weights), [batch, height, width, outChannels]);
  };
}

function convLayer({ stride, inChannels, outChannels }: Pointwise): Layer {
  return (x, weights) =>
    tf.conv2d(x, tf.reshape(weights, [1, 1, inChannels, outChannels]) as tf.Tensor4D, stride, 'valid');
}

/** y and both gradients. */
function withGradients(layer: Layer, x: tf.Tensor4D, weights: tf.Tensor2D): tf.Tensor[] {
  const y = (...operands: tf.Tensor[]) => layer(operands[0] as tf.Tensor4D, operands[1] as tf.Tensor2D);
  const { value, grads } = tf.valueAndGrads(y)([x, weights]);
  return [value, ...grads];
}
