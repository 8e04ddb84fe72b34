// Runs in the browser: the functions that `browser.ts` calls from Node.
import { startTfjsWebgpu } from '@involution/runtimes/tfjs/webgpu';
import { pageCalls } from './page-call.ts';

export const { start, prepare, prepareNetwork, run, result, dispose } = pageCalls(startTfjsWebgpu);
