// The other build of onnxruntime-web that has WebGPU: the one behind its main entry.
import * as ort from 'onnxruntime-web';
import { describeSessions } from '../../test/session-suite.ts';

const toPath = async (bytes: Uint8Array) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));

ort.env.wasm.numThreads = 1;

describeSessions({
  ort,
  base: 'webgpu',
  toPath,
  // This build can't run it in an unmodified session either.
  knownFailures: ['around which a value is no tensor'],
});
