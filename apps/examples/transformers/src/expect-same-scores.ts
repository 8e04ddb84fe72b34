import type { ImageClassificationPipeline, RawImage } from '@huggingface/transformers';
import { expandInvolution } from '@involution/onnx';
import type * as Ort from 'onnxruntime-web';
import { expect } from 'vitest';

/** Demands of a pipeline what unmodified onnxruntime-web gives for the same pixels, from a model without our operator. */
export async function expectSameScores(
  ort: typeof Ort,
  classify: ImageClassificationPipeline,
  image: RawImage,
  model: Uint8Array,
): Promise<void> {
  const { pixel_values: pixels } = await classify.processor!(image);
  const options = { executionProviders: ['wasm'], graphOptimizationLevel: 'disabled' } as const;
  const session = await ort.InferenceSession.create(expandInvolution(model), options);
  const feeds = { pixel_values: new ort.Tensor('float32', pixels.data as Float32Array, pixels.dims) };
  const logits = Array.from((await session.run(feeds)).logits!.data as Float32Array);
  await session.release();
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const total = powers.reduce((sum, power) => sum + power, 0);

  const results = (await classify(image, { top_k: logits.length })) as { label: string; score: number }[];
  expect(results).toHaveLength(logits.length);
  const { id2label } = classify.model.config as unknown as { id2label: Record<string, string> };
  for (const { label, score } of results) {
    const k = Object.values(id2label).indexOf(label);
    expect(Math.abs(score - powers[k]! / total)).toBeLessThan(1e-5);
  }
}
