import { expect, it } from 'vitest';
import { summarize } from './run.ts';

const none = {
  mapAsync: 0,
  writeBuffer: 0,
  copyBufferToBuffer: 0,
  mappedAtCreation: 0,
  uniforms: 0,
  uniformBytes: 0,
  images: 1,
};

it('finds the median time, and the frame that copied most', () => {
  const frames = [9, 1, 5].map((ms, k) => ({
    logits: Float32Array.of(k),
    ms,
    transfers: { ...none, copyBufferToBuffer: k === 1 ? 3 : 0 },
    readBack: { ...none, mapAsync: 1 },
  }));
  expect(summarize(frames)).toEqual({
    logits: Float32Array.of(2),
    medianMs: 5,
    transfers: { ...none, copyBufferToBuffer: 3 },
    readBack: { ...none, mapAsync: 1 },
    copies: 3,
  });
});
