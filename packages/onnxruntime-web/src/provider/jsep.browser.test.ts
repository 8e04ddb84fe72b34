// The other build of onnxruntime-web that has WebGPU: the one behind its main entry.
import * as ort from 'onnxruntime-web';
import { describeSessions } from './session-suite.ts';

const toPath = async (bytes: Uint8Array) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));

ort.env.wasm.numThreads = 1;

describeSessions({
  ort,
  stock: 'webgpu',
  toPath,
  // This build computes the functions of `expandInvolution` wrong, or not at all, with no plug-in of ours too.
  knownFailures: [
    'in the branches of If, with values from around them, stay there as functions',
    'in the body of Loop',
    "in a function of the model's own",
    'around which a value is no tensor',
  ],
});
