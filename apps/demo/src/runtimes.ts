// Every runtime that the demo compares. To add one, add an entry.
import { cpus } from 'node:os';
import type { Runtime } from './runtime.ts';
import { startOnnxFunction } from './runtimes/onnx-function.ts';
import { startTfjsInBrowser } from './runtimes/tfjs-browser.ts';
import { startTfjsCpu } from './runtimes/tfjs-cpu.ts';
import { startTfjsWasm } from './runtimes/tfjs-wasm.ts';

const device = cpus()[0]?.model ?? 'CPU';

export const runtimes: readonly Runtime[] = [
  { name: 'tfjs cpu', start: () => startTfjsCpu({ kernels: 'ours', device }) },
  { name: 'tfjs cpu, composed', start: () => startTfjsCpu({ kernels: 'none', device }) },
  { name: 'tfjs wasm', start: () => startTfjsWasm({ device }) },
  { name: 'tfjs webgl', start: () => startTfjsInBrowser('webgl') },
  { name: 'tfjs webgpu', start: () => startTfjsInBrowser('webgpu') },
  { name: 'onnxruntime-web wasm, function', start: () => startOnnxFunction({ device }) },
];
