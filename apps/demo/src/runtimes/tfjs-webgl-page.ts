// Runs in the browser: the functions that `browser.ts` calls from Node.
import { startTfjsWebgl } from '@involution/runtimes/tfjs/webgl';
import { pageCalls } from './page-call.ts';

export const { start, prepare, prepareNetwork, run, result, dispose } = pageCalls(startTfjsWebgl);
