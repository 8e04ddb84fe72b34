// What depends on the browser: execution providers that it doesn't have, and what onnxruntime tells of its GPU work.

import { conv, modelOf, numbers } from '@involution/adapters/onnx-graphs';
import * as olderBuild from 'onnxruntime-web';
import * as newerBuild from 'onnxruntime-web/webgpu';
import { describe, expect, it } from 'vitest';
import { C, H, layer, W } from '../../test/models.ts';
import { type InvolutionReport, registerInvolution } from '../index.ts';

const DIMS = [1, C, H, W];

describe.each([
  ['onnxruntime-web/webgpu', newerBuild, []],
  // The newer build has no such profiling, and ignores that it is asked for.
  ['onnxruntime-web', olderBuild, ['Conv']],
] as const)('%s', (_, ort, profiled) => {
  ort.env.wasm.numThreads = 1;
  const reports: InvolutionReport[] = [];
  const onSession = (report: InvolutionReport) => void reports.push(report);
  registerInvolution(ort, { name: 'involution-webnn', executionProviders: ['webnn', 'wasm'], onSession });
  registerInvolution(ort, { name: 'involution-webnn-only', executionProviders: ['webnn'] });
  registerInvolution(ort, { name: 'involution-webgpu', executionProviders: ['webgpu'], onSession });

  const create = (provider: string, graph = layer()) =>
    ort.InferenceSession.create(modelOf(graph), { executionProviders: [provider], logSeverityLevel: 3 });
  const run = async (session: Awaited<ReturnType<typeof create>>) =>
    (await session.run({ x: new ort.Tensor('float32', numbers(DIMS), DIMS) })).y!.data;

  it('passes over an execution provider that is not there, and says why', async () => {
    const session = await create('involution-webnn');
    expect(reports.at(-1)).toMatchObject({
      executionProvider: 'wasm',
      unavailable: [{ executionProvider: 'webnn', reason: expect.stringContaining('WebNN is not supported') }],
      involutions: [{ runsAs: 'kernel' }],
    });
    expect(await run(session)).toHaveLength(C * H * W);
    await session.release();
    const plain = await create('involution-webnn', { ...layer(), node: [conv(['x', 'last'], 'y')] });
    expect(await run(plain)).toHaveLength(C * H * W);
    await plain.release();
    await expect(create('involution-webnn-only')).rejects.toThrow(
      /none of the .* works here: .*WebNN is not supported/,
    );
  });

  it('gives the same when its GPU work is profiled', async () => {
    const session = await create('involution-webgpu');
    const expected = await run(session);
    await session.release();
    const kernels = new Set<string>();
    ort.env.webgpu.profiling = { mode: 'default', ondata: ({ kernelType }) => void kernels.add(kernelType) };
    const profiledSession = await create('involution-webgpu');
    expect(await run(profiledSession)).toEqual(expected);
    await profiledSession.release();
    ort.env.webgpu.profiling = {};
    expect(reports.at(-1)).toMatchObject({ executionProvider: 'webgpu', unavailable: [] });
    expect([...kernels].filter((kernel) => kernel === 'Conv')).toEqual(profiled);
  });
});
