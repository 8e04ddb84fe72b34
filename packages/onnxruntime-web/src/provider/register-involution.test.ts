import { modelOf, numbers } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web';
import { describe, expect, it, vi } from 'vitest';
import { C, H, layer, W } from '../../test/models.ts';
import { type RegisterOptions, registerInvolution } from '../index.ts';
import type { ProviderConfig } from './ort.ts';

ort.env.wasm.numThreads = 1;

const unsupported = (argument: string) =>
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
    const onSession = () => {};
    const register = (preferredLayout: 'NHWC' | 'NCHW', name = 'twice') =>
      registerInvolution(ort, { name, executionProviders: [{ name: 'webgpu', preferredLayout }, 'wasm'], onSession });
    register('NHWC');
    expect(() => register('NHWC')).not.toThrow();
    expect(() => register('NCHW')).toThrow(unsupported('name'));
    expect(() => register('NCHW', 'thrice')).not.toThrow();
  });

  it.each<[string, RegisterOptions, boolean]>([
    ['a name alone for the same without options', { executionProviders: [{ name: 'wasm' }] }, true],
    ['another execution provider', { executionProviders: ['webgpu'] }, false],
    ['one more', { executionProviders: ['wasm', 'webgpu'] }, false],
    ['the defaults', {}, false],
    ['another onSession', { executionProviders: ['wasm'], onSession: () => {} }, false],
  ])('called again with %s', (_, options, isSame) => {
    registerInvolution(ort, { name: 'again', executionProviders: ['wasm'] });
    const again = expect(() => registerInvolution(ort, { name: 'again', ...options }));
    if (isSame) again.not.toThrow();
    else again.toThrow(unsupported('name'));
  });

  it('compares devices by identity, and takes the defaults for themselves', () => {
    const withDevice = (device: object) =>
      registerInvolution(ort, {
        name: 'device',
        executionProviders: [{ name: 'webgpu', device } as unknown as ProviderConfig],
      });
    class Device {}
    const device = new Device();
    withDevice(device);
    expect(() => withDevice(device)).not.toThrow();
    expect(() => withDevice(new Device())).toThrow(unsupported('name'));
    registerInvolution(ort, { name: 'defaults' });
    const executionProviders = ['webgpu', 'wasm'] as const;
    expect(() => registerInvolution(ort, { name: 'defaults', executionProviders })).not.toThrow();
  });

  it('does nothing either when another copy of it has registered the same, and else says what differs', async () => {
    registerInvolution(ort, { name: 'copies' });
    vi.resetModules();
    const copy = await import('../index.ts');
    expect(copy.registerInvolution).not.toBe(registerInvolution);
    expect(() => copy.registerInvolution(ort, { name: 'copies' })).not.toThrow();
    expect(() => copy.registerInvolution(ort, { name: 'copies', executionProviders: ['wasm'] })).toThrow(
      unsupported('name'),
    );
  });

  it.each(['wasm', 'webgpu', 'cpu', 'webnn', 'webgl', ''])("refuses the name '%s'", (name) => {
    expect(() => registerInvolution(ort, { name })).toThrow(unsupported('name'));
  });

  it('refuses execution providers that are none, or itself', () => {
    expect(() => registerInvolution(ort, { name: 'a', executionProviders: [] })).toThrow(
      unsupported('executionProviders'),
    );
    expect(() => registerInvolution(ort, { name: 'a', executionProviders: ['wasm', 'a'] })).toThrow(
      unsupported('executionProviders'),
    );
  });

  it('says what is missing where none of the execution providers works', async () => {
    registerInvolution(ort, { name: 'gpu-only', executionProviders: ['webgpu', 'webnn'] });
    await expect(ort.InferenceSession.create(modelOf(layer()), { executionProviders: ['gpu-only'] })).rejects.toThrow(
      /none of the execution providers works here: .*webgpu.*webnn/s,
    );
  });
});
