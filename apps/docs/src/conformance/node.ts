// The kit in Node, on the runtimes that run there.
import { thisMachine } from '@involution/adapters/machine';
import { type ConformanceAdapter, type ConformanceReport, runConformance } from '@involution/conformance';
import { startOnnxWasm } from '@involution/runtimes/onnx/wasm';
import type { StartedRuntime } from '@involution/runtimes/runtime';
import { startTfjsCpu } from '@involution/runtimes/tfjs/cpu';
import { startTfjsWasm } from '@involution/runtimes/tfjs/wasm';
import * as ort from 'onnxruntime-web';
import { adapters, onOrt } from './adapters.ts';

/** What is run in Node as well. */
export const NODE_RUNTIMES = ['tfjs-cpu', 'tfjs-wasm', 'ort-wasm'] as const;
export type NodeRuntimeId = (typeof NODE_RUNTIMES)[number];

const { cpu: device } = thisMachine();

const runtimes: Readonly<
  Record<NodeRuntimeId, { start(): Promise<StartedRuntime>; adapter(): Promise<ConformanceAdapter> }>
> = {
  'tfjs-cpu': { start: () => startTfjsCpu({ kernels: 'ours', device }), adapter: adapters['tfjs-cpu'] },
  'tfjs-wasm': { start: () => startTfjsWasm({ device }), adapter: adapters['tfjs-wasm'] },
  'ort-wasm': {
    start: () => startOnnxWasm({ ort, kernels: 'ours', device }),
    adapter: async () => onOrt('ort-wasm', ort),
  },
};

/** The whole kit. */
export async function runInNode(id: NodeRuntimeId): Promise<ConformanceReport & { version: string; device: string }> {
  const { version, device } = await runtimes[id].start();
  const report = await runConformance(await runtimes[id].adapter());
  return { ...report, version, device };
}
