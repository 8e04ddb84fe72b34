// A shader that the device does not compile: tfjs itself would return whatever is in the memory.
import { kernelShapeFor, resolveGeometry, yShapeOf } from '@involution/core';
import { makeProgram } from '@involution/wgsl';
import '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextUnhandledRejection } from '../test/unhandled-rejection.ts';
import { runProgram } from './run-program.ts';

const xShape: [number, number, number, number] = [1, 4, 4, 8];
const options = { kernelSize: 3, groups: 2 };
const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);

let backend: WebGPUBackend;
beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('webgpu');
  backend = tf.backend() as WebGPUBackend;
});

function run(change: { key?: string; body?: string }) {
  const program = { ...makeProgram('forward', geometry, backend.device.limits), ...change };
  const operands = { x: tf.ones(xShape), kernel: tf.ones(kernelShapeFor(xShape, options)) };
  return runProgram(backend, program, operands, yShapeOf(geometry));
}

describe('a shader that does not compile', () => {
  const broken = { key: 'broken', body: 'fn involution(index: i32) { result[index] = no_such_function(index); }' };
  const expected = {
    name: 'InvolutionError',
    code: 'SHADER_COMPILATION_FAILED',
    message: expect.stringContaining('no_such_function'),
    cause: expect.any(GPUValidationError),
  };

  it('is an unhandled rejection after the first call, and thrown by the second', async () => {
    const rejection = nextUnhandledRejection();
    const { dataId } = run(broken);
    expect(await rejection).toMatchObject(expected);
    expect(() => run(broken)).toThrow(expect.objectContaining(expected));
    // Reading submits the batch of commands, which is invalid as a whole.
    await backend.read(dataId);
  });

  it('leaves later calls of other shaders alone', async () => {
    const { dataId } = run({});
    const values = (await backend.read(dataId)) as Float32Array;
    expect(values[values.length / 2 + 8]).toBe(9);
  });
});
