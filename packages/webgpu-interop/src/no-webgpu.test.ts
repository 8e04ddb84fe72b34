import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { shareDevice } from './index.ts';

it('says so where there is no WebGPU', async () => {
  await expect(shareDevice(ort)).rejects.toThrow('There is no WebGPU here');
});
