// Results computed by PyTorch, TensorFlow/Keras and OpenCV. They hold the reference itself to account.
import { convertDataFormat } from '@involution/core';
import { aggregationCases, type GoldenAggregation, type GoldenTensor } from '@involution/fixtures';
import type { ConformanceCase } from '../case.ts';
import { comparisonTests } from '../comparison.ts';
import { randomFloats } from '../random.ts';
import type { ConformanceTest } from '../test-definition.ts';

export function goldenTests(): ConformanceTest[] {
  return aggregationCases.flatMap((golden) => {
    const values = (tensor?: GoldenTensor) => tensor && toChannelsLast(golden, tensor, Float64Array).data;
    return comparisonTests('golden', toCase(golden), {
      forward: values(golden.y),
      gradInput: values(golden.gradInput),
      gradKernel: values(golden.gradKernel),
    });
  });
}

function toCase(golden: GoldenAggregation): ConformanceCase {
  const array = (tensor: GoldenTensor) => toChannelsLast(golden, tensor, Float32Array);
  // OpenCV has no gradients, so nobody reads this dy; a case must have one of the right shape all the same.
  const dy = golden.dy ?? { shape: golden.y.shape, data: Array.from(randomFloats(golden.name, golden.y.data.length)) };
  return {
    name: golden.name,
    x: array(golden.x),
    kernel: array(golden.kernel),
    dy: array(dy),
    options: golden.options,
  };
}

function toChannelsLast<T extends Float32Array | Float64Array>(
  { dataFormat }: GoldenAggregation,
  { data, shape }: GoldenTensor,
  Kind: { from(values: ArrayLike<number>): T },
) {
  return convertDataFormat(
    { data: Kind.from(data), shape },
    dataFormat === 'NHWC' ? 'channelsLast' : 'channelsFirst',
    'channelsLast',
  );
}
