// The provider on onnxruntime-node, which transformers.js takes in Node.
import { modelOf } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { C, H, layer, W } from '../../test/models.ts';
import { type InvolutionReport, registerInvolution } from '../index.ts';

web.env.wasm.numThreads = 1;
const model = modelOf(layer());
const x = Float32Array.from({ length: C * H * W }, (_, k) => Math.sin(k));

it('runs involutions on kernels, given the execution provider cpu', async () => {
  const reports: InvolutionReport[] = [];
  const onSession = (report: InvolutionReport) => void reports.push(report);
  registerInvolution(ort, { name: 'in-cpu', executionProviders: ['cpu'], onSession });
  const session = await ort.InferenceSession.create(model, { executionProviders: ['in-cpu'] });
  const { y } = await session.run({ x: new ort.Tensor('float32', x, [1, C, H, W]) });
  await session.release();
  expect(reports[0]!.involutions).toMatchObject([{ runsAs: 'kernel' }]);

  registerInvolution(web, { executionProviders: ['wasm'] });
  const sessionOfWeb = await web.InferenceSession.create(model, { executionProviders: ['involution'] });
  const { y: expected } = await sessionOfWeb.run({ x: new web.Tensor('float32', x, [1, C, H, W]) });
  await sessionOfWeb.release();
  expect(y!.dims).toEqual(expected!.dims);
  // Convolutions of the two sum in other orders.
  const values = expected!.data as Float32Array;
  for (const [k, value] of (y!.data as Float32Array).entries()) expect(value).toBeCloseTo(values[k]!, 4);
});

it('says so where it has no WebAssembly, also of a model without involutions', async () => {
  registerInvolution(ort, { name: 'in-wasm', executionProviders: ['wasm'] });
  const { input, output, initializer, node } = layer();
  const plain = modelOf({ input, output: [{ ...output![0]!, name: 'features' }], initializer, node: [node![0]!] });
  for (const bytes of [model, plain]) {
    await expect(ort.InferenceSession.create(bytes, { executionProviders: ['in-wasm'] })).rejects.toThrow(
      "For onnxruntime-node: registerInvolution(ort, { executionProviders: ['cpu'] })",
    );
  }
});
