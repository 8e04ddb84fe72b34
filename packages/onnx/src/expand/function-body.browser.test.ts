// The function body where a GPU sets limits: a shader has few buffers, and a kernel may have many taps.

import { expectInvolution, filled } from '@involution/adapters/onnx-testing';
import { involutionModel } from '@involution/conformance/onnxruntime';
import { type InvolutionOptions, sizeOf } from '@involution/core';
import * as olderBuild from 'onnxruntime-web';
import * as newerBuild from 'onnxruntime-web/webgpu';
import { describe, it } from 'vitest';
import { expandInvolution } from '../expand.ts';

for (const ort of [newerBuild, olderBuild]) {
  ort.env.wasm.numThreads = 1;
}

interface Case {
  kernel: readonly number[];
  kernelOrder?: 'group-major' | 'tap-major';
  channelGrouping?: 'blocked' | 'interleaved';
  isStated?: boolean;
}

const CASES: readonly Case[] = [
  { kernel: [1, 1] },
  { kernel: [3, 3] },
  { kernel: [2, 4] },
  { kernel: [3, 5] },
  { kernel: [7, 7] },
  { kernel: [7, 7], isStated: false },
  { kernel: [7, 7], kernelOrder: 'tap-major' },
  { kernel: [7, 7], channelGrouping: 'interleaved' },
  { kernel: [7, 7], kernelOrder: 'tap-major', channelGrouping: 'interleaved', isStated: false },
  { kernel: [13, 13] },
  { kernel: [13, 13], kernelOrder: 'tap-major' },
  { kernel: [17, 15] },
  { kernel: [5] },
  { kernel: [12], isStated: false },
  { kernel: [12], kernelOrder: 'tap-major' },
  { kernel: [7], channelGrouping: 'interleaved' },
  { kernel: [65], kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
  { kernel: [2, 3, 4] },
  { kernel: [3, 3, 3], isStated: false },
  { kernel: [2, 3, 4], kernelOrder: 'tap-major' },
  { kernel: [1, 3, 2], channelGrouping: 'interleaved', isStated: false },
  { kernel: [3, 1, 2], kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
];

/** Positions of X and Y along each axis, by the number of axes. */
const SIZES: readonly (readonly number[])[] = [[], [11], [9, 10], [5, 6, 7]];

describe.each([
  ['onnxruntime-web/webgpu', newerBuild],
  ['onnxruntime-web', olderBuild],
] as const)('the function body on the WebGPU provider of %s', (_, ort) => {
  it.each(CASES)('computes %o', async ({ kernel, isStated = true, ...dialect }) => {
    const sizes = SIZES[kernel.length]!;
    const [x, w] = [filled([2, 4, ...sizes], 1), filled([2, 2 * sizeOf(kernel), ...sizes], 2)];
    const pad = kernel.map((size) => [(size - 1) >> 1, size >> 1] as const);
    const options: InvolutionOptions = { kernelSize: kernel, pad, ...dialect };
    const model = involutionModel({
      xShape: isStated ? x.shape : undefined,
      kernelShape: isStated ? w.shape : undefined,
      attributes: {
        kernel_shape: kernel,
        pads: [...pad.map(([before]) => before), ...pad.map(([, after]) => after)],
        kernel_order: dialect.kernelOrder,
        channel_grouping: dialect.channelGrouping,
      },
    });
    const session = await ort.InferenceSession.create(expandInvolution(model), {
      executionProviders: ['webgpu'],
      logSeverityLevel: 3,
    });
    const tensorOf = ({ data, shape }: typeof x) => new ort.Tensor('float32', Float32Array.from(data), shape);
    const { Y: y } = await session.run({ X: tensorOf(x), W: tensorOf(w) });
    expectInvolution({ data: y!.data as Float32Array, shape: y!.dims }, x, w, options);
    await session.release();
  });
});
