// Runs in the browser: the functions that `browser.ts` calls from Node.
import { startOnnxWebgpu } from '@involution/runtimes/onnx/webgpu';
import { pageCalls } from './page-call.ts';

export const { start, prepare, prepareNetwork, run, result, dispose } = pageCalls(startOnnxWebgpu);
