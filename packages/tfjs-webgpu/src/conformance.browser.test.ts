/// <reference types="vite/client" />
import { nagaComplaints } from '@involution/adapters/naga';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { init } from 'naga-wasm';
import naga from 'naga-wasm/naga_bg.wasm?url';
import { expect, it, vi } from 'vitest';
import { register } from './index.ts';
import '@tensorflow/tfjs-backend-webgpu';

const compile = vi.spyOn(GPUDevice.prototype, 'createShaderModule');

describeConformance(
  tfjsAdapter({
    name: 'tfjs-webgpu',
    backend: 'webgpu',
    involution1d,
    involution2d,
    involution3d,
    register,
    // WGSL lets a device flush subnormal numbers, and Chromium's software GPU does.
    flushesBelow: 2 ** -126,
  }),
);

it('has no text that another compiler, naga, does not take and translate', async () => {
  await init({ module_or_path: naga });
  const texts = compile.mock.calls.map(([{ code }]) => code);
  expect(texts.filter((code) => code.includes('fn involution(')).length).toBeGreaterThan(200);
  expect(texts.flatMap(nagaComplaints)).toEqual([]);
});
