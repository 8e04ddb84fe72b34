// On two threads, ours and onnxruntime's.
import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { describeSessions } from '../../test/session-suite.ts';

ort.env.wasm.numThreads = 2;

it('is in a page that may share memory', () => {
  expect(crossOriginIsolated).toBe(true);
});

describeSessions({
  ort,
  executionProvider: 'wasm',
  toPath: async (bytes) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>])),
});
