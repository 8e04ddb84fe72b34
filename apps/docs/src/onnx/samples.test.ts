import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SAMPLES } from './samples.ts';

it.each(SAMPLES)('$name is as large as the page says', ({ url, kilobytes }) => {
  const file = url.slice(url.lastIndexOf('/') + 1);
  const { size } = statSync(new URL(`../../../../tooling/fixtures/data/onnx/${file}`, import.meta.url));
  expect(Math.round(size / 1000)).toBe(kilobytes);
});
