// The function body where a GPU sets limits: a shader has few buffers, and a kernel may have many taps.

import { expectInvolution, filled } from '@involution/adapters/onnx-testing';
import { involutionModel } from '@involution/conformance/onnxruntime';
import type { InvolutionOptions } from '@involution/core';
import * as olderBuild from 'onnxruntime-web';
import * as newerBuild from 'onnxruntime-web/webgpu';
import { describe, it } from 'vitest';
import { expandInvolution } from '../expand.ts';

for (const ort of [newerBuild, olderBuild]) {
  ort.env.wasm.numThreads = 1;
}

interface Case {
  kernel: [height: number, width: number];
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
];

describe.each([
  ['onnxruntime-web/webgpu', newerBuild],
  ['onnxruntime-web', olderBuild],
] as const)('the function body on the WebGPU provider of %s', (_, ort) => {
  it.each(CASES)('computes %o', async ({ kernel: [height, width], isStated = true, ...dialect }) => {
    const [x, w] = [filled([2, 4, 9, 10], 1), filled([2, 2 * height * width, 9, 10], 2)];
    const [top, left] = [(height - 1) >> 1, (width - 1) >> 1];
    const pad = [
      [top, height - 1 - top],
      [left, width - 1 - left],
    ] as const;
    const options: InvolutionOptions = { kernelSize: [height, width], pad, ...dialect };
    const model = involutionModel({
      xShape: isStated ? x.shape : undefined,
      kernelShape: isStated ? w.shape : undefined,
      attributes: {
        kernel_shape: [height, width],
        pads: [top, left, height - 1 - top, width - 1 - left],
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
