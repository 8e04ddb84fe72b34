// involution1d and involution3d on one tfjs backend, beside the same ops without our kernels; in Node and in the page alike.
import { cost, kernelShapeFor, resolveGeometry } from '@involution/core';
import { involution1d, involution3d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { mediansOf, timesOf } from '../contest.ts';
import type { Measurement, RuntimeBench } from '../report.ts';
import { type BackendPair, waysOf } from './backend.ts';

/** Numbers of spatial axes beside the two of {@link SHAPES}. */
export type OtherRank = 1 | 3;

/** Stride 1, same padding, G = C / 16 as everywhere here. */
interface OtherShape {
  name: string;
  xShape: number[];
  kernelSize: number;
}

const SHAPES: Readonly<Record<OtherRank, readonly OtherShape[]>> = {
  1: [otherShape([1024], 64, 7), otherShape([256], 256, 15), otherShape([4096], 32, 3)],
  3: [otherShape([8, 28, 28], 32, 3), otherShape([16, 16, 16], 64, 3), otherShape([4, 14, 14], 32, 5)],
};

function otherShape(spatial: readonly number[], channels: number, kernelSize: number): OtherShape {
  return {
    name: `${[channels, ...spatial].join('×')}, K = ${kernelSize}`,
    xShape: [1, ...spatial, channels],
    kernelSize,
  };
}

/** Times the op of so many spatial axes on every shape, forward and forward plus both gradients. */
export async function benchRank(
  rank: OtherRank,
  pair: BackendPair,
  onProgress: (text: string) => void,
): Promise<RuntimeBench> {
  const measurements: Measurement[] = [];
  for (const shape of SHAPES[rank]) {
    const { multiplyAdds } = costOf(shape);
    const [plain, ours] = [await tensorsOn(pair.plain, shape), await tensorsOn(pair.ours, shape)];
    const tensors = { ours, plain, variants: pair.variants ?? {} };
    for (const [direction, compute, count] of [
      ['forward', involution, multiplyAdds],
      ['forward + gradients', gradients, 3 * multiplyAdds],
    ] as const) {
      onProgress(`tfjs ${pair.ours}, ${shape.name}, ${direction}`);
      const medians = mediansOf(await timesOf(waysOf(tensors, compute)));
      measurements.push({ shape: shape.name, multiplyAdds: count, direction, medians });
    }
    tf.dispose([ours.x, ours.kernel, plain.x, plain.kernel]);
  }
  return { runtime: `tfjs ${pair.ours}, ${rank}-D`, version: tf.version_core, measurements };
}

interface Tensors {
  backend: string;
  kernelSize: number;
  x: tf.Tensor;
  kernel: tf.Tensor;
}

async function tensorsOn(backend: string, shape: OtherShape): Promise<Tensors> {
  await tf.setBackend(backend);
  const random = (shape: readonly number[]) => tf.randomUniform([...shape], -1, 1, 'float32', 1);
  return { backend, kernelSize: shape.kernelSize, x: random(shape.xShape), kernel: random(kernelShape(shape)) };
}

function kernelShape({ xShape, kernelSize }: OtherShape): number[] {
  return kernelShapeFor(xShape, { kernelSize, groups: xShape.at(-1)! / 16 });
}

function costOf(shape: OtherShape): ReturnType<typeof cost> {
  return cost(resolveGeometry(shape.xShape, kernelShape(shape), { kernelSize: shape.kernelSize }));
}

function involution({ x, kernel, kernelSize }: Tensors): tf.Tensor {
  return x.rank === 3
    ? involution1d(x as tf.Tensor3D, kernel as tf.Tensor3D, { kernelSize })
    : involution3d(x as tf.Tensor5D, kernel as tf.Tensor5D, { kernelSize });
}

/** y and both gradients. */
function gradients(tensors: Tensors): tf.Tensor[] {
  const { x, kernel } = tensors;
  const y = (x: tf.Tensor, kernel: tf.Tensor) => involution({ ...tensors, x, kernel });
  const { value, grads } = tf.valueAndGrads(y)([x, kernel], tf.onesLike(x));
  return [value, ...grads];
}
