// Programs whose invocations wait for each other, in the text that tfjs puts around them. `compute` takes none on a GPU in
// software.
import { kernelShapeFor, resolveGeometry, resultShapeOf } from '@involution/core';
import { type InvolutionProgram, makeProgram } from '@involution/wgsl';
import '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

const xShape: [number, number, number, number] = [2, 5, 18, 64];
const options = { kernelSize: 3, groups: 4 };
const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);

let backend: WebGPUBackend;
beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('webgpu');
  backend = tf.backend() as WebGPUBackend;
});

it.each(['forward', 'gradInput'] as const)('%s shares weights and has the same bits', async (operation) => {
  const map = tf.randomUniform(xShape, -1, 1, 'float32', 1);
  const kernel = tf.randomUniform(kernelShapeFor(xShape, options), -1, 1, 'float32', 2);
  const run = (program: InvolutionProgram) => {
    const { dataId } = runProgram(backend, program, { x: map, dy: map, kernel }, resultShapeOf(geometry, operation));
    return backend.read(dataId);
  };
  const [shared, apart] = [false, true].map((isFallbackAdapter) =>
    makeProgram(operation, geometry, backend.device.limits, { isFallbackAdapter }),
  ) as [InvolutionProgram, InvolutionProgram];
  expect(shared.body).toContain('workgroupBarrier');
  expect(apart.body).not.toContain('workgroupBarrier');
  expect(await run(shared)).toEqual(await run(apart));
});
