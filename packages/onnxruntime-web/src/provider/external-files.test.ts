// Models that PyTorch exported with nothing but defaults: index tables lie in a file beside them.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOutputs, type Values } from '@involution/adapters/onnx-testing';
import { type DefaultExport, defaultExports, readDefaultExport } from '@involution/fixtures/onnx';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../index.ts';
import { fileBeside } from './load-file.ts';

ort.env.wasm.numThreads = 1;

const reports: InvolutionReport[] = [];
registerInvolution(ort, { executionProviders: ['wasm'], onSession: (report) => void reports.push(report) });

describe.each(defaultExports.map((net) => [net.name, net] as const))('%s', (_, net) => {
  const { model, externalData } = readDefaultExport(net);

  it("is fused with the session's externalData", async () => {
    await expectRight(
      net,
      await ort.InferenceSession.create(model, { executionProviders: ['involution'], externalData }),
    );
  });

  it('is fused with the file that lies beside it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'involution-'));
    await writeFile(join(folder, 'net.onnx'), model);
    const [{ path, data }] = externalData as [{ path: string; data: Uint8Array }];
    await writeFile(join(folder, path), data);
    const options = { executionProviders: ['involution'] };
    await expectRight(net, await ort.InferenceSession.create(join(folder, 'net.onnx'), options));
  });
});

async function expectRight(net: DefaultExport, session: ort.InferenceSession): Promise<void> {
  const { fused, rejected, involutions } = reports.at(-1)!;
  expect([fused.length, rejected]).toEqual([net.involutions, []]);
  expect(involutions.map(({ node, runsAs }) => [node, runsAs])).toEqual(fused.map(({ node }) => [node, 'kernel']));
  for (const { inputs, outputs } of net.runs) {
    const tensors = Object.entries(inputs).map(
      ([name, { data, shape }]) => [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const,
    );
    const results = Object.entries(await session.run(Object.fromEntries(tensors)));
    const actual = results.map(([name, { data, dims }]) => [name, { data: data as Float32Array, shape: dims }]);
    const expected = Object.entries(outputs).map(([name, { data, shape }]) => [
      name,
      { data: Float32Array.from(data), shape },
    ]);
    expectOutputs(Object.fromEntries(actual) as Values, Object.fromEntries(expected) as Values, 2 * net.roundoff);
  }
  await session.release();
}

it.each([
  ['models/net.onnx', 'net.data', 'models/net.data'],
  ['net.onnx', 'parts/net.data', 'parts/net.data'],
  ['models/net.onnx', '../secret', undefined],
  ['models/net.onnx', 'a/../../secret', undefined],
  ['models/net.onnx', '/etc/hostname', undefined],
  ['models/net.onnx', 'https://example.com/x', undefined],
])('beside %s, %s is %s', (file, location, expected) => {
  expect(fileBeside(file, location)).toBe(expected);
});
