// Models that PyTorch exported, through the execution provider: fused, cut and run.

import { expectOutputs, type Values } from '@involution/adapters/onnx-testing';
import { type ExportedModel, type ExportedNet, exportedNets, readExported, runsFor } from '@involution/fixtures/onnx';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../index.ts';

const QUIET = { logSeverityLevel: 4 } as const;
const reports: InvolutionReport[] = [];
ort.env.wasm.numThreads = 1;
registerInvolution(ort, { executionProviders: ['wasm'], onSession: (report) => void reports.push(report) });

// The build for browsers has no convolution of float64.
const nets = exportedNets.filter(({ elementType }) => elementType === 'float32');

describe.each(nets.map((net) => [net.name, net] as const))('%s', (_, net) => {
  it.each(net.models.map((model) => [model.file, model] as const))('%s', async (__, exported) => {
    reports.splice(0);
    const session = await ort.InferenceSession.create(readExported(exported), {
      ...QUIET,
      executionProviders: ['involution'],
    });
    try {
      for (const { inputs, outputs } of runsFor(exported, net)) {
        expectOutputs(await run(session, inputs), outputs, 8 * net.roundoff);
      }
    } finally {
      await session.release();
    }
    expect(kernels()).toBe(net.involutions + Number(net.isRecipe));
    if (!net.isRecipe) await expectMetadataOfStock(session, exported);
  });
});

function kernels(): number {
  return reports.flatMap(({ involutions }) => involutions).filter(({ runsAs }) => runsAs === 'kernel').length;
}

async function expectMetadataOfStock(session: ort.InferenceSession, exported: ExportedModel): Promise<void> {
  const unmodified = await ort.InferenceSession.create(readExported(exported), QUIET);
  expect([session.inputMetadata, session.outputMetadata]).toEqual([
    unmodified.inputMetadata,
    unmodified.outputMetadata,
  ]);
  await unmodified.release();
}

async function run(session: ort.InferenceSession, inputs: ExportedNet['runs'][number]['inputs']): Promise<Values> {
  const feeds = Object.entries(inputs).map(
    ([name, { data, shape }]) => [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const,
  );
  const results = Object.entries(await session.run(Object.fromEntries(feeds), QUIET));
  return Object.fromEntries(
    results.map(([name, { data, dims }]) => [name, { data: data as Float32Array, shape: dims }]),
  );
}
