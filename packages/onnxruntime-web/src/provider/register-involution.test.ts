import { modelOf, numbers } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { C, H, layer, W } from '../../test/models.ts';
import { type RegisterOptions, registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;

const errorOf = (argument: string) =>
  expect.objectContaining({ name: 'InvolutionError', code: 'INVALID_OPTIONS', argument });

describe('registerInvolution', () => {
  it('makes sessions by name, with the defaults on WASM where there is no WebGPU', async () => {
    const used: string[] = [];
    registerInvolution(ort, { onSession: ({ executionProvider }) => void used.push(executionProvider) });
    const session = await ort.InferenceSession.create(modelOf(layer()), { executionProviders: ['involution'] });
    const dims = [1, C, H, W];
    expect((await session.run({ x: new ort.Tensor('float32', numbers(dims), dims) })).y!.dims).toEqual(dims);
    expect(used).toEqual(['wasm']);
    await session.release();
  });

  it('is never chosen by sessions that name no provider', async () => {
    await expect(ort.InferenceSession.create(modelOf(layer()))).rejects.toThrow('not a registered function/op');
  });

  it('does nothing when called again with the same options', () => {
    const options: RegisterOptions = { name: 'twice', executionProviders: ['wasm'] };
    registerInvolution(ort, options);
    expect(() => registerInvolution(ort, { ...options })).not.toThrow();
    expect(() => registerInvolution(ort, { ...options, executionProviders: ['webgpu'] })).toThrow(errorOf('name'));
  });

  it('tells options of execution providers apart', () => {
    const options = (deviceType: 'gpu' | 'cpu'): RegisterOptions => ({
      name: 'with-options',
      executionProviders: [{ name: 'webnn', deviceType }],
    });
    registerInvolution(ort, options('gpu'));
    expect(() => registerInvolution(ort, options('gpu'))).not.toThrow();
    expect(() => registerInvolution(ort, options('cpu'))).toThrow(errorOf('name'));
    expect(() => registerInvolution(ort, { name: 'with-options', executionProviders: ['webnn'] })).toThrow(
      errorOf('name'),
    );
  });

  it.each(['wasm', 'webgpu', 'cpu', 'webnn', 'webgl', ''])("refuses the name '%s'", (name) => {
    expect(() => registerInvolution(ort, { name })).toThrow(errorOf('name'));
  });

  it('refuses execution providers that are none, or itself', () => {
    expect(() => registerInvolution(ort, { name: 'a', executionProviders: [] })).toThrow(errorOf('executionProviders'));
    expect(() => registerInvolution(ort, { name: 'a', executionProviders: ['wasm', 'a'] })).toThrow(
      errorOf('executionProviders'),
    );
  });

  it('says what is missing where none of the execution providers works', async () => {
    registerInvolution(ort, { name: 'gpu-only', executionProviders: ['webgpu', 'webnn'] });
    await expect(ort.InferenceSession.create(modelOf(layer()), { executionProviders: ['gpu-only'] })).rejects.toThrow(
      /none of the execution providers works here: .*webgpu.*webnn/s,
    );
  });
});
