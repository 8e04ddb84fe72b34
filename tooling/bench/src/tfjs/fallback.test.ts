import { withoutOurKernels } from '@involution/adapters/tfjs-plain';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { wasmPair } from './wasm-pair.ts';

it('runs without any kernel of ours, and gives all of them back', async () => {
  const { ours, plain } = wasmPair();
  const registered = () =>
    tf
      .getKernelsForBackend(ours)
      .map(({ kernelName }) => kernelName)
      .filter((name) => name.includes('Involution'))
      .sort();
  const before = registered();
  expect(before).toContain('FusedInvolution2D');
  expect(await withoutOurKernels(plain, async () => registered())).toEqual([]);
  expect(registered()).toEqual(before);
});
