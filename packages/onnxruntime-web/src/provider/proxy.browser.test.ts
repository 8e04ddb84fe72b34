// Sessions where onnxruntime-web itself runs in a worker. A page of its own: a bundle decides on this once.

import { modelOf, numbers } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web/webgpu';
import { describe, expect, it } from 'vitest';
import { C, H, layer, W } from '../../test/models.ts';
import { describeSessions } from '../../test/session-suite.ts';
import { type InvolutionReport, registerInvolution } from '../index.ts';

const toPath = async (bytes: Uint8Array) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));

ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = true;

describeSessions({ ort, executionProvider: 'wasm', toPath });

describe('webgpu in a worker', () => {
  const reports: InvolutionReport[] = [];
  registerInvolution(ort, { onSession: (report) => void reports.push(report) });
  const options = { executionProviders: ['involution'], logSeverityLevel: 3 } as const;
  const dims = [1, C, H, W];

  it('runs involutions as functions, and says why', async () => {
    const session = await ort.InferenceSession.create(modelOf(layer()), options);
    const onWasm = await ort.InferenceSession.create(modelOf(layer()), { executionProviders: ['involution-wasm'] });
    expect((await session.run({ x: newX() })).y!.data).toEqual((await onWasm.run({ x: newX() })).y!.data);
    expect(reports).toMatchObject([
      { executionProvider: 'webgpu', subgraphs: 1, involutions: [{ runsAs: 'function' }] },
    ]);
    expect(reports[0]!.involutions[0]!.reason).toContain('ort.env.wasm.proxy');
    await session.release();
    await onWasm.release();
  });

  it('gives no tensors on the GPU: that is for onnxruntime-web to refuse', async () => {
    const wanted = ort.InferenceSession.create(modelOf(layer()), { ...options, preferredOutputLocation: 'gpu-buffer' });
    await expect(wanted).rejects.toThrow('"preferredOutputLocation" is not supported for proxy');
  });

  function newX() {
    return new ort.Tensor('float32', numbers(dims), dims);
  }
});
