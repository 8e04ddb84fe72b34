import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { convert } from './index.ts';

const file = new URL('../../../tooling/fixtures/data/networks/rednet.pth', import.meta.url);

it('converts a file in a page', async () => {
  await setBackend('cpu');
  const sizes: Record<string, number> = {};
  const data = await (await fetch(file)).blob();
  const write = (path: string, { length }: Uint8Array) => {
    sizes[path] = length;
  };
  const report = await convert(data, { to: ['onnx', 'tfjs'], write });
  expect(report).toMatchObject({ network: 'RedNet-26', parameters: 31_157, unused: [] });
  expect(sizes['onnx/model.onnx']).toBeGreaterThan(4 * 31_157);
  expect(sizes['group1-shard1of1.bin']).toBeGreaterThan(4 * 31_157);
});
