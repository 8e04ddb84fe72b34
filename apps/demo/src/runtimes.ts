// Every runtime that the demo compares. To add one, add an entry.
import { cpus } from 'node:os';
import { hasGpu } from '@involution/browser';
import { startOnnxWasm } from '@involution/runtimes/onnx/wasm';
import { startTfjsCpu } from '@involution/runtimes/tfjs/cpu';
import { startTfjsWasm } from '@involution/runtimes/tfjs/wasm';
import * as ort from 'onnxruntime-web';
import { TEST_DIGITS } from './digits.ts';
import type { Runtime } from './runtime.ts';
import { startInBrowser } from './runtimes/browser.ts';

const device = cpus()[0]?.model ?? 'CPU';

/** Chromium's software GPU compiles shaders for seconds, and computes convolutions in WebGPU for minutes. */
const onGpu = (quickDigits: number) => (hasGpu() ? TEST_DIGITS : quickDigits);

export const runtimes: readonly Runtime[] = [
  { name: 'tfjs cpu', quickDigits: 50, start: () => startTfjsCpu({ kernels: 'ours', device }) },
  { name: 'tfjs cpu, composed', start: () => startTfjsCpu({ kernels: 'none', device }) },
  { name: 'tfjs wasm', quickDigits: TEST_DIGITS, start: () => startTfjsWasm({ device }) },
  { name: 'tfjs webgl', quickDigits: onGpu(50), start: () => startInBrowser('tfjs-webgl') },
  { name: 'tfjs webgpu', quickDigits: onGpu(0), start: () => startInBrowser('tfjs-webgpu') },
  {
    name: 'onnxruntime-web wasm',
    quickDigits: TEST_DIGITS,
    start: () => startOnnxWasm({ ort, kernels: 'ours', device }),
  },
  { name: 'onnxruntime-web wasm, function', start: () => startOnnxWasm({ ort, kernels: 'none', device }) },
  { name: 'onnxruntime-web webgpu', quickDigits: onGpu(0), start: () => startInBrowser('onnx-webgpu') },
];
