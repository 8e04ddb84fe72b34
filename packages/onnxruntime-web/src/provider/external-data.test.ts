// Models whose constants lie in files of their own, as PyTorch exports them by default: fused, with the index tables there.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conv, modelOf } from '@involution/adapters/onnx-graphs';
import { expectOutputs } from '@involution/adapters/onnx-testing';
import { type DefaultExport, defaultExports, readDefaultExport } from '@involution/fixtures/onnx';
import { fromPartial, TensorProto, TensorProto_DataLocation } from '@involution/onnx-messages';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runFixture } from '../../test/fixture-runs.ts';
import { layer } from '../../test/models.ts';
import { type InvolutionReport, registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;
const reports: InvolutionReport[] = [];
registerInvolution(ort, {
  name: 'external-data',
  executionProviders: ['wasm'],
  onSession: (report) => void reports.push(report),
});
const options = { executionProviders: ['external-data'], logSeverityLevel: 4 } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'involution-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => void reports.splice(0));

describe.each(defaultExports.map((net) => [net.name, net] as const))('%s', (_, net) => {
  const { model, externalData } = readDefaultExport(net);

  it('with the externalData of the session', async () => {
    await expectFused(net, await ort.InferenceSession.create(model, { ...options, externalData }));
  });

  it('with the files beside the model', async () => {
    await writeFile(join(folder, 'model.onnx'), model);
    for (const { path, data } of externalData) await writeFile(join(folder, path), data);
    await expectFused(net, await ort.InferenceSession.create(join(folder, 'model.onnx'), options));
  });
});

async function expectFused(net: DefaultExport, session: ort.InferenceSession): Promise<void> {
  for (const { inputs, outputs } of net.runs) {
    expectOutputs(await runFixture(session, inputs), outputs, 8 * net.roundoff);
  }
  await session.release();
  const kernels = reports.flatMap(({ involutions }) => involutions).filter(({ runsAs }) => runsAs === 'kernel');
  expect(kernels).toHaveLength(net.involutions);
}

describe('files beside a model', () => {
  /** A model without involutions, with the weights of its convolution elsewhere. */
  async function writeModel(name: string, location: string): Promise<string> {
    const { initializer, ...graph } = layer();
    const weights = fromPartial(TensorProto, initializer!.find((tensor) => tensor.name === 'last')!);
    const outside = {
      name: weights.name,
      dims: weights.dims,
      dataType: weights.dataType,
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [{ key: 'location', value: location }],
    };
    await writeFile(
      join(folder, name),
      modelOf({ ...graph, initializer: [outside], node: [conv(['x', 'last'], 'y')] }),
    );
    await mkdir(join(folder, 'below'), { recursive: true });
    await writeFile(join(folder, 'below', 'weights of a net.bin'), weights.rawData);
    return join(folder, name);
  }

  it('are read for models without involutions too, from folders below', async () => {
    const session = await ort.InferenceSession.create(
      await writeModel('plain.onnx', './below/weights of a net.bin'),
      options,
    );
    expect(session.outputNames).toEqual(['y']);
    await session.release();
  });

  it.each(['missing.bin', '../weights.bin', '/etc/hostname', 'file:///etc/hostname', 'below\\..\\..\\weights.bin'])(
    'that are missing or lie elsewhere are refused: %s',
    async (location) => {
      const path = await writeModel('wrong.onnx', location);
      await expect(ort.InferenceSession.create(path, options)).rejects.toThrow(/missing\.bin|external data/i);
    },
  );
});
