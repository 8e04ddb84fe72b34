// The older build of onnxruntime-web that has WebGPU, JSEP: the one behind its main entry.
import * as ort from 'onnxruntime-web';
import { describeSessions } from '../../test/session-suite.ts';

const toPath = async (bytes: Uint8Array) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));

ort.env.wasm.numThreads = 1;

describeSessions({
  ort,
  executionProvider: 'webgpu',
  toPath,
  knownFailures: {
    // Both run as one session, with involutions as functions.
    'around which a value is no tensor': 'its Concat fails in unmodified sessions of such functions too',
    'keep a value called __proto__ between subgraphs': 'its Concat fails in unmodified sessions of such functions too',
  },
});
