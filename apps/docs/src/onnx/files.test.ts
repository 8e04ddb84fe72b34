import { expect, it } from 'vitest';
import { modelFilesOf, resultOf } from './files.ts';

const file = (name: string) => new File(['bytes'], name);

it('takes the file named as a model is for the model, and the others for its tensors', () => {
  const [data, model, more] = [file('net.onnx.data'), file('net.onnx'), file('weights.bin')];
  expect(modelFilesOf([data, model, more])).toEqual({
    name: 'net.onnx',
    model,
    externalData: [
      { path: 'net.onnx.data', blob: data },
      { path: 'weights.bin', blob: more },
    ],
  });
});

it('takes any file for a model where none is named as one, and none for none', () => {
  expect(modelFilesOf([file('net')])).toMatchObject({ name: 'net', externalData: [] });
  expect(modelFilesOf([])).toBeUndefined();
});

it.each([
  ['net.onnx', 'net.fused.onnx'],
  ['net', 'net.fused.onnx'],
  ['a.onnx.b.onnx', 'a.onnx.b.fused.onnx'],
])('names the result of %s as the command line does', async (name, expected) => {
  const files = { ...modelFilesOf([file(name)])!, externalData: [] };
  const result = resultOf(files, 'fused', Uint8Array.of(1, 2));
  expect(result).toMatchObject({ name: expected, externalData: [] });
  expect([...new Uint8Array(await result.model.arrayBuffer())]).toEqual([1, 2]);
});
