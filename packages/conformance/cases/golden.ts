// Results computed by PyTorch, TensorFlow/Keras and OpenCV. They hold the reference itself to account.
import { convertDataFormat, type DataFormat, type InvolutionOptions } from '@involution/core';
import { aggregationCases, aggregationCases1d, aggregationCases3d, type GoldenTensor } from '@involution/fixtures';
import type { ConformanceCase } from '../src/case.ts';
import type { ValuesEntry } from '../src/manifest.ts';
import { randomFloats } from '../src/random.ts';
import type { SuiteWriter } from './writer.ts';

/** What the fixtures have in common, whatever the number of spatial axes. */
interface Golden {
  name: string;
  dataFormat: DataFormat;
  options: InvolutionOptions;
  x: GoldenTensor;
  kernel: GoldenTensor;
  y: GoldenTensor;
  dy?: GoldenTensor;
  gradInput?: GoldenTensor;
  gradKernel?: GoldenTensor;
}

export function goldenTests(writer: SuiteWriter): ValuesEntry[] {
  const all: readonly Golden[] = [...aggregationCases, ...aggregationCases1d, ...aggregationCases3d];
  return all.flatMap((golden) => {
    const values = (tensor?: GoldenTensor) => tensor && toChannelsLast(golden, tensor, Float64Array).data;
    return writer.valuesTests(toCase(golden), {
      forward: values(golden.y),
      gradInput: values(golden.gradInput),
      gradKernel: values(golden.gradKernel),
    });
  });
}

function toCase(golden: Golden): ConformanceCase {
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
  { dataFormat }: Golden,
  { data, shape }: GoldenTensor,
  Kind: { from(values: ArrayLike<number>): T },
) {
  return convertDataFormat({ data: Kind.from(data), shape }, dataFormat, 'channelsLast');
}
