// RedNets with PyTorch's weights, as models that networkModel makes, against PyTorch's logits.
import { describeRedNet, parametersOf } from '@involution/core/networks';
import { type GoldenRedNet, goldenImage, goldenParameters, goldenShare } from '@involution/fixtures/rednets';
import { networkModel } from '@involution/onnx';
import type * as Ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../src/index.ts';

/**
 * Declares tests that nets give PyTorch's logits.
 *
 * @param ort A bundle of onnxruntime-web, and the execution provider under ours.
 */
export function itGivesPyTorchLogits(
  ort: typeof Ort,
  executionProvider: 'wasm' | 'webgpu',
  nets: readonly GoldenRedNet[],
): void {
  const name = `rednets-${executionProvider}`;
  const reports: InvolutionReport[] = [];
  registerInvolution(ort, {
    name,
    executionProviders: [executionProvider],
    onSession: (one) => void reports.push(one),
  });

  it.each(nets.map((golden) => [golden.name, golden] as const))(
    `gives PyTorch's logits on ${executionProvider}: %s`,
    async (_, golden) => {
      const { depth, width, classes } = golden;
      const network = describeRedNet({ depth, width, classes });
      const model = await networkModel(network, goldenParameters(network.nodes.flatMap(parametersOf)));
      const session = await ort.InferenceSession.create(model, { executionProviders: [name] });
      const { logits } = await session.run({ input: new ort.Tensor('float32', goldenImage(golden), golden.xShape) });
      expect(logits!.dims).toEqual(golden.logits.shape);
      expect(goldenShare(golden, (await logits!.getData()) as Float32Array)).toBeLessThan(1);
      await session.release();

      const { involutions } = reports.at(-1)!;
      expect(involutions.filter(({ runsAs }) => runsAs === 'kernel')).toHaveLength(
        network.nodes.filter(({ op }) => op === 'involution').length,
      );
    },
    120_000,
  );
}
