// A shader that the device does not compile: tfjs itself would return whatever is in the memory.
import { kernelShapeFor, resolveFusedGeometry, resolveGeometry, yShapeOf } from '@involution/core';
import { fused } from '@involution/tfjs';
import { makeFusedGradSpan, makeProgram } from '@involution/wgsl';
import '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nextUnhandledRejection } from '../test/unhandled-rejection.ts';
import { registerFused } from './fused.ts';
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

  it('leaves none of the gradients that were there before it', async () => {
    registerFused();
    // A window that no other test on this device has, whose programs would not compile then.
    const kernelSize: [number, number] = [5, 4];
    const inputs = { x: xShape, features: [1, 4, 4, 2], spanWeights: [2, 40], spanBias: [40] };
    const geometry = resolveFusedGeometry(inputs, { kernelSize });
    const { spanBias } = makeFusedGradSpan(geometry, backend.device.limits);
    const rejection = nextUnhandledRejection();
    const { dataId } = run({ key: spanBias.key, body: broken.body });
    await rejection;
    await backend.read(dataId);
    const [x, features, spanWeights, bias] = Object.values(inputs).map((shape) => tf.ones(shape));
    const y = (...[ofFeatures, ofWeights, ofBias]: tf.Tensor[]) =>
      fused.involution2d({
        x: x as tf.Tensor4D,
        features: ofFeatures as tf.Tensor4D,
        spanWeights: ofWeights as tf.Tensor2D,
        spanBias: ofBias as tf.Tensor1D,
        kernelSize,
      });
    const before = backend.numDataIds();
    expect(() => tf.grads(y)([features!, spanWeights!, bias!])).toThrow(
      expect.objectContaining({ code: 'SHADER_COMPILATION_FAILED' }),
    );
    expect(backend.numDataIds()).toBe(before);
  });

  it('leaves later calls of other shaders alone', async () => {
    const { dataId } = run({});
    const values = (await backend.read(dataId)) as Float32Array;
    expect(values[values.length / 2 + 8]).toBe(9);
  });
});
