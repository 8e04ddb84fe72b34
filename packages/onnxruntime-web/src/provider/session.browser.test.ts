// Sessions in a page on the GPU. Those on the CPU are in proxy.browser.test.ts.
import * as ort from 'onnxruntime-web/webgpu';
import { describeSessions } from '../../test/session-suite.ts';

const toPath = async (bytes: Uint8Array) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));

ort.env.wasm.numThreads = 1;

describeSessions({ ort, executionProvider: 'webgpu', toPath });
