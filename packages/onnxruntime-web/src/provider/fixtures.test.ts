// Models that PyTorch exported, through the execution provider: fused, partitioned and run.

import { expectOutputs } from '@involution/adapters/onnx-testing';
import { type ExportedModel, exportedNets, readExported, runsFor } from '@involution/fixtures/onnx';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { runFixture } from '../../test/fixture-runs.ts';
import { type InvolutionReport, registerInvolution } from '../index.ts';

const QUIET = { logSeverityLevel: 4 } as const;
const reports: InvolutionReport[] = [];
ort.env.wasm.numThreads = 1;
registerInvolution(ort, {
  name: 'fixtures',
  executionProviders: ['wasm'],
  onSession: (report) => void reports.push(report),
});

// The build for browsers has no convolution of float64.
const nets = exportedNets.filter(({ elementType }) => elementType === 'float32');

describe.each(nets.map((net) => [net.name, net] as const))('%s', (_, net) => {
  it.each(net.models.map((model) => [model.file, model] as const))('%s', async (__, exported) => {
    reports.splice(0);
    const session = await ort.InferenceSession.create(readExported(exported), {
      ...QUIET,
      executionProviders: ['fixtures'],
    });
    try {
      for (const { inputs, outputs } of runsFor(exported, net)) {
        expectOutputs(await runFixture(session, inputs), outputs, 8 * net.roundoff);
      }
    } finally {
      await session.release();
    }
    expect(kernels()).toBe(net.involutions + Number(net.isRecipe));
    if (!net.isRecipe) await expectMetadataAsUnmodified(session, exported);
  });
});

function kernels(): number {
  return reports.flatMap(({ involutions }) => involutions).filter(({ runsAs }) => runsAs === 'kernel').length;
}

async function expectMetadataAsUnmodified(session: ort.InferenceSession, exported: ExportedModel): Promise<void> {
  const unmodified = await ort.InferenceSession.create(readExported(exported), QUIET);
  expect([session.inputMetadata, session.outputMetadata]).toEqual([
    unmodified.inputMetadata,
    unmodified.outputMetadata,
  ]);
  await unmodified.release();
}

describe('a batch of 0', () => {
  const exporters = nets.filter(({ isRecipe }) => !isRecipe);
  const dynamic = exporters.flatMap((net) =>
    net.models
      .filter(({ mode, simplifier }) => mode === 'batch' && simplifier === 'none')
      .map((exported) => [exported.file, exported, net] as const),
  );
  let unmodifiedRuns = 0;

  it.each(dynamic)('%s: runs if it does unmodified', async (_, exported, net) => {
    const inputs = Object.fromEntries(
      Object.entries(net.runs[0]!.inputs).map(([name, { shape }]) => [
        name,
        { data: [], shape: [0, ...shape.slice(1)] },
      ]),
    );
    const shapesOf = async (executionProvider: string) => {
      const session = await ort.InferenceSession.create(readExported(exported), {
        ...QUIET,
        executionProviders: [executionProvider],
      });
      const results = await runFixture(session, inputs).catch((error: Error) => error);
      await session.release();
      return results instanceof Error ? results : Object.values(results).map(({ shape }) => shape);
    };
    const expected = await shapesOf('wasm');
    const actual = await shapesOf('fixtures');
    if (expected instanceof Error) {
      // A Reshape of the export has no answer, and the involution that it is fused into may have one: an empty result.
      expect(actual instanceof Error || actual.every(([batchSize]) => batchSize === 0)).toBe(true);
    } else {
      unmodifiedRuns++;
      expect(actual).toEqual(expected);
    }
  });

  it('runs unmodified in some models', () => {
    expect(unmodifiedRuns).toBeGreaterThan(10);
  });
});
