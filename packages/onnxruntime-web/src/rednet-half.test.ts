// A RedNet in half precision throughout: what goes from session to session is of float16, and involutions run on kernels.
import { describeRedNet, parametersOf } from '@involution/core/networks';
import { goldenImage, goldenParameters, goldenRedNets } from '@involution/fixtures/rednets';
import { networkModel } from '@involution/onnx';
import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { type InvolutionReport, registerInvolution } from './index.ts';

it('classifies as in float32, from a file of half the size', async () => {
  const reports: InvolutionReport[] = [];
  registerInvolution(ort, {
    name: 'half',
    executionProviders: ['wasm'],
    onSession: (report) => void reports.push(report),
  });
  const golden = goldenRedNets[0]!;
  const { depth, width, classes } = golden;
  const network = describeRedNet({ depth, width, classes });
  const parameters = goldenParameters(network.nodes.flatMap(parametersOf));
  const model = await networkModel(network, parameters, { half: 'throughout' });
  expect(model.length / (await networkModel(network, parameters)).length).toBeLessThan(0.55);

  const session = await ort.InferenceSession.create(model, { executionProviders: ['half'] });
  const { logits } = await session.run({ input: new ort.Tensor('float32', goldenImage(golden), golden.xShape) });
  expect(logits).toMatchObject({ type: 'float32', dims: golden.logits.shape });
  expect(top1Of(logits!.data as Float32Array)).toBe(top1Of(golden.logits.data));
  expect(new Set(reports[0]!.involutions.map(({ runsAs }) => runsAs))).toEqual(new Set(['kernel']));
  await session.release();
});

function top1Of(logits: ArrayLike<number>): number {
  const values = Array.from(logits);
  return values.indexOf(Math.max(...values));
}
