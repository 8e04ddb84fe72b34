// In a page, what lies beside a model is found by its URL.
import { expect, it } from 'vitest';
import { pathBeside } from './load-file.ts';

it.each([
  ['nets/net.onnx', 'net.onnx.data', '/nets/net.onnx.data'],
  ['/nets/net.onnx?token=1#end', './a folder/50%.data', '/nets/a%20folder/50%25.data'],
  ['https://example.com/nets/net.onnx', 'net.onnx.data', 'https://example.com/nets/net.onnx.data'],
])('beside %s: %s', (file, location, expected) => {
  expect(pathBeside(file, location)).toBe(new URL(expected, document.baseURI).href);
});

it.each([
  ['net.onnx', '../secret.data'],
  ['net.onnx', 'https://example.com/secret.data'],
  ['net.onnx', '//example.com/secret.data'],
  ['net.onnx', '/secret.data'],
  [URL.createObjectURL(new Blob()), 'net.onnx.data'],
])('nothing beside %s: %s', (file, location) => {
  expect(pathBeside(file, location)).toBeUndefined();
});
