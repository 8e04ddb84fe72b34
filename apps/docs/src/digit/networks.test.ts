import { trainedFile } from '@involution/digits';
import { expect, it } from 'vitest';
import { networkFiles } from './networks.ts';

it.each([
  ['rednet', 'rednet.pth'],
  ['keras-example', 'keras-example.keras'],
] as const)('%s is as large as the page says', (name, file) => {
  expect(networkFiles[name].file).toBe(file);
  expect(networkFiles[name].megabytes).toBeCloseTo(trainedFile(file).length / 1e6, 1);
});
