// A process of its own for each way on each of tfjs's backends in Node: memory is only ever taken. Started by
// `high-resolution.ts` with the backend, the way and the neck as JSON; prints what it saw as JSON.
import '@tensorflow/tfjs';
import { register as registerCpu } from '@involution/tfjs-cpu';
import { register as registerWasm } from '@involution/tfjs-wasm';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { FusedShape } from '../fused/contestants.ts';
import { measurePeak, printResult } from './in-process.ts';
import { runNeck } from './neck.ts';
import type { Way } from './tasks.ts';

await printResult(async () => {
  const [backend, way, neck] = JSON.parse(process.argv[2]!) as [string, Way, FusedShape];
  tf.enableProdMode();
  registerCpu();
  registerWasm();
  await tf.setBackend(backend);
  return runNeck(neck, way, measurePeak);
});
