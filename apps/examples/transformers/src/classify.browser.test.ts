import { RawImage } from '@huggingface/transformers';
import * as ort from 'onnxruntime-web/webgpu';
import { it } from 'vitest';
import { classify } from './classify-in-page.ts';
import { expectSameScores } from './expect-same-scores.ts';

const photo = new URL('../../../demo/assets/cat.png', import.meta.url).href;

it('classifies a photo in a page', async () => {
  const model = new Uint8Array(await (await fetch('/models/rednet/onnx/model.onnx')).arrayBuffer());
  await expectSameScores(ort, classify, await RawImage.read(photo), model);
});
