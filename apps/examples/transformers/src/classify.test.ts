import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import { it } from 'vitest';
import { classify } from './classify.ts';
import { expectSameScores } from './expect-same-scores.ts';

it('classifies a photo in Node', async () => {
  // Not imported above, since `classify.ts` has to come first.
  const { RawImage } = await import('@huggingface/transformers');
  const photo = await RawImage.read(fileURLToPath(new URL('../../../demo/assets/cat.png', import.meta.url)));
  const model = readFileSync(new URL('../models/rednet/onnx/model.onnx', import.meta.url));
  await expectSameScores(ort, classify, photo, model);
});
