// Every runtime that the demo compares. To add one, add an entry.
import { cpus } from 'node:os';
import type { Runtime } from './runtime.ts';
import { startInBrowser } from './runtimes/browser.ts';
import { startOnnxWasm } from './runtimes/onnx-wasm.ts';
import { startTfjsCpu } from './runtimes/tfjs-cpu.ts';
import { startTfjsWasm } from './runtimes/tfjs-wasm.ts';

const device = cpus()[0]?.model ?? 'CPU';

export const runtimes: readonly Runtime[] = [
  { name: 'tfjs cpu', start: () => startTfjsCpu({ kernels: 'ours', device }) },
  { name: 'tfjs cpu, composed', start: () => startTfjsCpu({ kernels: 'none', device }) },
  { name: 'tfjs wasm', start: () => startTfjsWasm({ device }) },
  { name: 'tfjs webgl', start: () => startInBrowser('tfjs', 'webgl') },
  { name: 'tfjs webgpu', start: () => startInBrowser('tfjs', 'webgpu') },
  { name: 'onnxruntime-web wasm', start: () => startOnnxWasm({ kernels: 'ours', device }) },
  { name: 'onnxruntime-web wasm, function', start: () => startOnnxWasm({ kernels: 'none', device }) },
  { name: 'onnxruntime-web webgpu', start: () => startInBrowser('onnx', 'webgpu') },
];
